namespace Recsys.MLNet.Data.Audit;

/// <summary>Whether a log can carry an evaluation protocol or a kind of learning.</summary>
/// <param name="Protocol">Its name, such as <c>leave-one-out</c>.</param>
/// <param name="Supported">Whether the data can carry it.</param>
/// <param name="Reason">Why or why not, and what to mind.</param>
public sealed record ProtocolSupport(string Protocol, bool Supported, string Reason);
