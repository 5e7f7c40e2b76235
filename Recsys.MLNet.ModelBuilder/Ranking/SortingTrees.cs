using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What the trees of a final sort have in common, whatever rows they learn from.</summary>
internal static class SortingTrees
{
    /// <summary>Options of so many small trees, stopped early: rows are few, outcomes noisy, features many and alike.</summary>
    public static LambdaRankOptions Usual(int trees, int leaves, double rate) => new()
    {
        Trees = trees,
        Leaves = leaves,
        LearningRate = rate,
        MinDataInLeaf = 100,
        LambdaL2 = 1,
        FeatureFraction = 0.6,
        BaggingFraction = 0.8,
        BaggingFrequency = 1,
        EvalAt = [10],
        EarlyStoppingRounds = 25,
    };

    /// <summary>Problems of the trees of a final sort.</summary>
    /// <param name="trees">The options.</param>
    /// <param name="option">Name of the option that holds them.</param>
    public static IReadOnlyList<OptionProblem> Problems(LambdaRankOptions trees, string option) =>
    [
        .. Check.All(Check.That(trees.Objective == TreeObjective.LambdaRank, option, $"has the objective {trees.Objective}; the final sort is learned by LambdaRank")),
        .. trees.Problems(),
    ];
}
