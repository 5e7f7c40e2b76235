namespace Recsys.MLNet.Data.Audit;

/// <summary>What an audit found: figures by name, findings, problems and what the log can be used for.</summary>
public sealed record AuditReport
{
    /// <summary>Figures by stable name, such as <c>sameSecondShare</c>; NaN where a figure makes no sense for the log.</summary>
    public required IReadOnlyDictionary<string, double> Measures { get; init; }

    /// <summary>Interactions by type, most frequent first.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Types { get; init; }

    /// <summary>The clocks that occur.</summary>
    public required IReadOnlyList<EventClock> Clocks { get; init; }

    /// <summary>What its user should know, warnings first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>Lines that are no events: the first thousand.</summary>
    public required IReadOnlyList<EventProblem> Problems { get; init; }

    /// <summary>How many lines are no events.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>Clicks by place in the list; empty without rankings.</summary>
    public required IReadOnlyList<PositionClicks> PositionCurve { get; init; }

    /// <summary>What the log can carry.</summary>
    public required IReadOnlyList<ProtocolSupport> Protocols { get; init; }
}
