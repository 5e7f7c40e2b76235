namespace Recsys.MLNet.Data;

/// <summary>Carries a problem from deep inside a parser to the border that knows file and line; it never leaves this folder.</summary>
internal sealed class EventFault(string? field, string message) : Exception(message)
{
    public string? Field { get; } = field;
}
