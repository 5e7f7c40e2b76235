namespace Recsys.MLNet.Numerics;

/// <summary>Things in a row divided into parts whose sizes differ by one at most.</summary>
/// <param name="Count">Number of things.</param>
/// <param name="Parts">Number of parts, at least 1.</param>
internal readonly record struct EqualParts(int Count, int Parts)
{
    /// <summary>The first thing of a part; of part <see cref="Parts"/>, the end.</summary>
    public int From(int part) => (int)((long)Count * part / Parts);
}
