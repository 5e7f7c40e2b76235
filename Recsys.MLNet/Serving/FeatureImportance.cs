using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>What the trained ranker of a model pays attention to.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Share">Its share of the gain of all splits, 0 to 1.</param>
public readonly record struct FeatureImportance(string Feature, double Share)
{
    /// <summary>The features of a model, the most important first; the mean over the aims of a ranker of several; empty where no trees rank.</summary>
    public static IReadOnlyList<FeatureImportance> Of(ServingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        TreeEnsemble[] rankers = model.Ranker switch
        {
            TreeRanker one => [one.Trees],
            ObjectiveRanker several => [.. several.Objectives.Select((_, k) => several.Model.ModelOf(k))],
            _ => [.. model.Sources.OfType<ScorerSource>().Select(s => (s.Scorer as PipelineModel)?.Trees).OfType<TreeEnsemble>().Take(1)],
        };
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var trees in rankers)
        {
            double[] gains = trees.Importance(TreeImportance.Gain);
            double sum = gains.Sum();
            for (int f = 0; f < gains.Length && sum > 0; f++)
                shares[trees.FeatureNames[f]] = shares.GetValueOrDefault(trees.FeatureNames[f]) + gains[f] / sum / rankers.Length;
        }
        return [.. shares.Where(s => s.Value > 0).Select(s => new FeatureImportance(s.Key, s.Value)).OrderByDescending(f => f.Share)];
    }
}
