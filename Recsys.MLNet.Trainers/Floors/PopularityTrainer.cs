using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>popularity</c>: how often each item occurs.</summary>
public sealed class PopularityTrainer : IItemScorerTrainer
{
    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var counts = new float[log.Items.Count];
        foreach (int item in log.ItemOf)
            counts[item]++;
        return new PopularityModel(counts);
    }
}
