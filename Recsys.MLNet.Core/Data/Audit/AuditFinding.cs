namespace Recsys.MLNet.Data.Audit;

/// <summary>Something about a log that its user should know.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">Stable name, such as <c>id-order</c>.</param>
/// <param name="Message">What was found, what it means, and what to do.</param>
/// <param name="Line">The first line that shows it, or 0 when it is about the whole log.</param>
public sealed record AuditFinding(AuditSeverity Severity, string Code, string Message, long Line = 0);
