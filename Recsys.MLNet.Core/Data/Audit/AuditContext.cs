namespace Recsys.MLNet.Data.Audit;

/// <summary>What the checks of one audit share while they conclude.</summary>
internal sealed class AuditContext
{
    public required RunSettings Run { get; init; }

    /// <summary>Every interaction, duplicates merged, sessions joined to their users.</summary>
    public required InteractionLog Log { get; init; }

    public required ExposureTable Exposures { get; init; }

    public SortedDictionary<string, double> Measures { get; } = new(StringComparer.Ordinal);

    public List<AuditFinding> Findings { get; } = [];

    public void Warn(string code, string message, long line = 0) => Findings.Add(new(AuditSeverity.Warning, code, message, line));

    public void Note(string code, string message, long line = 0) => Findings.Add(new(AuditSeverity.Note, code, message, line));

    public static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.0" : "0", System.Globalization.CultureInfo.InvariantCulture) + " %";
}
