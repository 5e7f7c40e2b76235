using System.Text.Json.Nodes;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>How far the scores of answered lists have moved from those on the hold-out that the package was judged by.</summary>
/// <remarks>
/// <code>drift = (m − μ) ÷ σ        m ← m + (score − m) ÷ min(n, 5000)</code>
/// μ and σ are the mean and deviation over the items of the hold-out's lists, m a running mean over the first items of lists answered
/// now. Beyond ±1 the users, the catalogue or the events are no longer those that the model was judged on.
/// </remarks>
internal sealed class ScoreDrift
{
    public const string Mean = "score-mean", Deviation = "score-deviation";
    private const int Window = 5000, First = 10;
    private readonly Lock _gate = new();
    private readonly double _reference, _deviation;
    private double _mean;
    private long _count;

    public ScoreDrift(PackageManifest? manifest) =>
        (_reference, _deviation) = (Number(manifest?.Metrics[Mean]), Number(manifest?.Metrics[Deviation]));

    /// <summary>The drift in deviations; NaN where the package has no reference or no list was answered yet.</summary>
    public double Value
    {
        get
        {
            lock (_gate)
                return _count > 0 && _deviation > 0 ? (_mean - _reference) / _deviation : double.NaN;
        }
    }

    public void Add(IReadOnlyList<RecommendedItem> items)
    {
        if (!(_deviation > 0))
            return;
        lock (_gate)
            for (int i = 0; i < Math.Min(First, items.Count); i++)
                if (float.IsFinite(items[i].Score))
                    _mean += (items[i].Score - _mean) / Math.Min(++_count, Window);
    }

    private static double Number(JsonNode? metric) => (metric is JsonObject interval ? interval["value"] : metric) is JsonValue value && value.TryGetValue(out double number) ? number : double.NaN;
}
