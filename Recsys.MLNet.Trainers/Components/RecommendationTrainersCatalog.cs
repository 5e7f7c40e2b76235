using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Trainers.Components;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet;

/// <summary>Our stages in <c>ml.Recommendation().Trainers</c> that need no learning beyond counting.</summary>
public static class RecommendationTrainersCatalog
{
    /// <summary>Adds how often the row's item was interacted with.</summary>
    /// <param name="catalog"><c>ml.Recommendation().Trainers</c>.</param>
    /// <param name="user">Column of users' ids.</param>
    /// <param name="item">Column of items' ids.</param>
    /// <param name="label">Column of weights, or null to count every row as 1.</param>
    /// <param name="score">The column that is added.</param>
    /// <param name="time">Column of times, or null: then scores while fitting come from other folds instead of earlier rows.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public static ItemScoreEstimator Popularity(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "Popularity", string? time = null, RunSettings? run = null) =>
        new(new PopularityTrainer(), new InteractionColumns(user, item, label, score, time), run);

    /// <summary>Adds how strongly the user's last items lead to the row's item, by what followed what in all histories.</summary>
    /// <inheritdoc cref="Popularity"/>
    /// <param name="catalog"><c>ml.Recommendation().Trainers</c>.</param>
    /// <param name="user">Column of users' ids.</param>
    /// <param name="item">Column of items' ids.</param>
    /// <param name="label">Column of weights, or null to count every row as 1.</param>
    /// <param name="score">The column that is added.</param>
    /// <param name="time">Column of times, or null: then rows count as in order of time.</param>
    /// <param name="history">Column with what the user did before, or null to take the user's interactions that the model was fitted on.</param>
    /// <param name="options">Neighbours, history and decay.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public static ItemScoreEstimator ItemToItem(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "ItemToItem", string? time = null, string? history = null, CooccurrenceOptions? options = null, RunSettings? run = null) =>
        new(new CooccurrenceTrainer(options ?? new()), new InteractionColumns(user, item, label, score, time, history), run);
}
