using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>A fitted pipeline and what came of fitting it.</summary>
/// <param name="Model">The pipeline.</param>
/// <param name="Rounds">What was measured after each tree.</param>
/// <param name="Shifts">How features moved by the refit, the largest first; empty where no later log tells.</param>
/// <param name="NotRecalled">Training queries left out because no source named a wanted item.</param>
/// <param name="Queries">Training queries learned from.</param>
public sealed record PipelineFit(PipelineModel Model, IReadOnlyList<TrainingRound> Rounds, IReadOnlyList<FeatureShift> Shifts, int NotRecalled, int Queries);
