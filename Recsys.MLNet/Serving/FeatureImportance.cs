using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>What the trained ranker of a model pays attention to.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Share">Its share of the gain of all splits, 0 to 1.</param>
public readonly record struct FeatureImportance(string Feature, double Share)
{
    /// <summary>The features of a model, the most important first; empty where no trees rank.</summary>
    public static IReadOnlyList<FeatureImportance> Of(ServingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var trees = (model.Ranker as TreeRanker)?.Trees ?? model.Sources.OfType<ScorerSource>().Select(s => (s.Scorer as PipelineModel)?.Trees).FirstOrDefault(t => t is not null);
        if (trees is null)
            return [];
        double[] gains = trees.Importance(TreeImportance.Gain);
        double sum = gains.Sum();
        return sum <= 0 ? [] : [.. gains.Select((g, f) => new FeatureImportance(trees.FeatureNames[f], g / sum)).Where(f => f.Share > 0).OrderByDescending(f => f.Share)];
    }
}
