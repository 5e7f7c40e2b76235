using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Components;
using Recsys.MLNet.Trainers.Linear;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neighborhood;
using Recsys.MLNet.Trainers.Neural;

namespace Recsys.MLNet;

/// <summary>Collaborative filtering in <c>ml.Recommendation().Trainers</c>.</summary>
/// <remarks>
/// Each adds one score for the row's user and item. While a chain is fitted, later stages see scores of models that have not seen the
/// row. Ids may be texts, keys or whole numbers; an unknown user or item gets a fallback score, never NaN.
/// </remarks>
public static class CollaborativeTrainersCatalog
{
    /// <summary>Implicit factorization by alternating least squares. ML.NET's one-class matrix factorization is its counterpart.</summary>
    /// <param name="catalog"><c>ml.Recommendation().Trainers</c>.</param>
    /// <param name="user">Column of users' ids.</param>
    /// <param name="item">Column of items' ids.</param>
    /// <param name="label">Column of weights, or null to count every row as 1.</param>
    /// <param name="score">The column that is added.</param>
    /// <param name="time">Column of times, or null: then scores while fitting come from other folds instead of earlier rows.</param>
    /// <param name="history">Column with what the user did before, or null to take the user's interactions that the model was fitted on.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    public static ItemScoreEstimator Als(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "FactorScore", string? time = null, string? history = null, AlsOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new AlsTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Factorization that orders what a user has above what they have not.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator Bpr(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "FactorScore", string? time = null, string? history = null, BprOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new BprTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Factorization for the top of the list.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator Warp(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "FactorScore", string? time = null, string? history = null, WarpOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new WarpTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Factorization of ratings with biases. ML.NET's <c>MatrixFactorization</c> with squared loss is its counterpart.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator BiasedMatrixFactorization(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "Score", string? time = null, string? history = null, SgdOptions? options = null, RunSettings? run = null) =>
        OfRatings(catalog, new SgdTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Factorization of ratings and of which items were rated.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator SvdPlusPlus(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "Score", string? time = null, string? history = null, SvdPlusPlusOptions? options = null, RunSettings? run = null) =>
        OfRatings(catalog, new SvdPlusPlusTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Linear item-to-item model in closed form.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator Ease(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "EaseScore", string? time = null, string? history = null, EaseOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new EaseTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Item-to-item nearest neighbours by who has them.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator ItemNeighbours(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "ItemNeighbourScore", string? time = null, string? history = null, ItemKnnOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new ItemKnnTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>User-to-user nearest neighbours by what they have.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator UserNeighbours(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "UserNeighbourScore", string? time = null, string? history = null, UserKnnOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new UserKnnTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    /// <summary>Neural pair model with cross-entropy.</summary>
    /// <inheritdoc cref="Als"/>
    public static ItemScoreEstimator NeuralPairs(this RecommendationCatalog.RecommendationTrainers catalog, string user = "UserId", string item = "ItemId", string? label = "Label", string score = "PairScore", string? time = null, string? history = null, NcfOptions? options = null, RunSettings? run = null) =>
        Of(catalog, new NcfTrainer(options ?? new()), new(user, item, label, score, time, history), run);

    private static ItemScoreEstimator Of(RecommendationCatalog.RecommendationTrainers catalog, IItemScorerTrainer trainer, InteractionColumns columns, RunSettings? run)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(trainer, columns, run);
    }

    private static ItemScoreEstimator OfRatings(RecommendationCatalog.RecommendationTrainers catalog, IItemScorerTrainer trainer, InteractionColumns columns, RunSettings? run)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(trainer, columns, run) { ZeroCounts = true };
    }
}
