using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Components;

namespace Recsys.MLNet;

/// <summary>The learned model of behaviour sequences in <c>ml.Recommendation().Trainers</c>.</summary>
public static class BehaviorTrainersCatalog
{
    /// <summary>Adds the score that attention over the user's last behaviours gives the row's item; while a chain is fitted, of a model that has not seen the row.</summary>
    /// <param name="catalog"><c>ml.Recommendation().Trainers</c>.</param>
    /// <param name="user">Column of users' ids.</param>
    /// <param name="item">Column of items' ids.</param>
    /// <param name="score">The column that is added.</param>
    /// <param name="label">Column of weights, or null to count every row as 1.</param>
    /// <param name="time">Column of times, or null: then rows count as in order of time.</param>
    /// <param name="history">Column with what the user did before, ids of items, oldest first, or null to take the interactions the model was fitted on.</param>
    /// <param name="type">Column that tells clicks from purchases, or null where it makes no difference.</param>
    /// <param name="historyTypes">Column with the types of <paramref name="history"/>, as many as it has items, or null.</param>
    /// <param name="historyTimes">Column with the times of <paramref name="history"/>, as many as it has items, or null.</param>
    /// <param name="options">Shape and learning of the model.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public static ItemScoreEstimator AttendBehavior(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string score = "BehaviorScore", string? label = null, string? time = null, string? history = null, string? type = null, string? historyTypes = null, string? historyTimes = null, BehaviorAttentionOptions? options = null, RunSettings? run = null) =>
        new(new BehaviorAttentionTrainer(options ?? new()), new InteractionColumns(user, item, label, score, time, history) { Type = type, HistoryTypes = historyTypes, HistoryTimes = historyTimes }, run);
}
