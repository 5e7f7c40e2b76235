using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>user-average</c> for ratings.</summary>
public sealed class UserAverageTrainer : IItemScorerTrainer
{
    /// <inheritdoc/>
    public string Name => "user-average";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sums = new double[log.Users.Count];
        var counts = new int[log.Users.Count];
        double total = 0;
        for (int i = 0; i < log.Count; i++)
        {
            sums[log.UserOf[i]] += log.WeightOf[i];
            counts[log.UserOf[i]]++;
            total += log.WeightOf[i];
        }
        float overall = log.Count == 0 ? 0 : (float)(total / log.Count);
        var averages = new float[sums.Length];
        for (int u = 0; u < averages.Length; u++)
            averages[u] = counts[u] == 0 ? overall : (float)(sums[u] / counts[u]);
        return new UserAverageModel(averages, overall, log.Items.Count);
    }
}
