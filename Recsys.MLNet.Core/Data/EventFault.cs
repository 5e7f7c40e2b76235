namespace Recsys.MLNet.Data;

/// <summary>Carries a problem from deep inside a parser to the border that knows file and line; it never leaves this folder.</summary>
internal sealed class EventFault(string? field, string message) : Exception(OneLine(message))
{
    public string? Field { get; } = field;

    // Messages quote the input, and a message is one line whatever the input holds.
    private static string OneLine(string message) => message.Any(char.IsControl) ? string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)) : message;
}
