using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>One fit and the queries it must answer. A split is one experiment, folds are several.</summary>
/// <param name="Fit">What models are fitted on.</param>
/// <param name="Validation">What they may watch to stop early, or null.</param>
/// <param name="Queries">What they are asked.</param>
/// <param name="Ratings">Interactions whose values are to be predicted, or null where values are no ratings.</param>
public sealed record Experiment(InteractionLog Fit, InteractionLog? Validation, EvaluationQueries Queries, InteractionLog? Ratings)
{
    /// <summary>Moment up to which models are fitted, on an absolute clock; null on any other.</summary>
    public long? Cutoff { get; init; }
}
