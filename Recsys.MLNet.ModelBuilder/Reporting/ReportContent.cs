using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>Everything a page is made of.</summary>
internal sealed record ReportContent
{
    public required string Title { get; init; }

    public required PackageManifest Manifest { get; init; }

    public required long FileBytes { get; init; }

    public required PackageMeasures Measures { get; init; }

    public required int ListLength { get; init; }

    public AuditReport? Audit { get; init; }

    public string? DataName { get; init; }

    public EvaluationJson? Evaluation { get; init; }

    /// <summary>The ranker's trees, where the package has any, and what its features say.</summary>
    public TreeEnsemble? Trees { get; init; }

    public IReadOnlyDictionary<string, string> Meanings { get; init; } = new Dictionary<string, string>();
}
