using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Configuration.Drafting;

/// <summary>What a log says of one item field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of most of its values.</param>
/// <param name="Coverage">Share of the items that have it.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Frequent">The most frequent values, most frequent first; empty for numbers.</param>
public sealed record FieldProfile(string Name, FieldKind Kind, double Coverage, int Distinct, IReadOnlyList<string> Frequent)
{
    /// <summary>Whether it divides items into kinds: few values, each of several items.</summary>
    public bool Divides(int items) => Distinct >= 2 && (Kind == FieldKind.Texts ? Distinct <= Math.Max(24, items / 10) : Kind == FieldKind.Text && Distinct <= Math.Max(24, items / 20));
}
