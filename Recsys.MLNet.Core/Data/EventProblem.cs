namespace Recsys.MLNet.Data;

/// <summary>One thing wrong at one place of an input.</summary>
/// <param name="Source">File or other input it came from; empty when there is none to name.</param>
/// <param name="Line">Line from 1, or 0 when the whole input is meant.</param>
/// <param name="Field">Path of the member that is wrong, such as <c>items[2].id</c>, or null.</param>
/// <param name="Message">What was got, what is wanted, and what to do.</param>
public sealed record EventProblem(string Source, long Line, string? Field, string Message)
{
    /// <summary>The exception that says the same.</summary>
    public InvalidDataException ToException() => new(ToString());

    /// <summary>The problem in one line, its place first.</summary>
    public override string ToString()
    {
        string place = Line > 0 ? (Source.Length > 0 ? $"{Source} line {Line}" : $"line {Line}") : Source;
        return place.Length > 0 ? $"{place}: {Message}" : Message;
    }
}
