using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>random</c>: scores drawn for the seed.</summary>
public sealed class RandomTrainer : IItemScorerTrainer
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        return new RandomModel(log.Items.Count, run.Seed);
    }
}
