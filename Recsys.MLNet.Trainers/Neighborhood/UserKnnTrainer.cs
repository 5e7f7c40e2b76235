using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Trainers.Neighborhood;

/// <summary>User-to-user nearest neighbours by what they have.</summary>
/// <remarks>
/// <code>s(u, v) = Σ_i x_ui·x_vi / (‖x_u‖·‖x_v‖ + shrink)        score(u, i) = Σ_v s(u, v)·x_vi over the k largest v</code>
/// There is nothing to fit beyond an index; a request costs the interactions of everybody who shares an item with the user, so that
/// this suits up to about a million interactions. Resnick et al. 1994, "GroupLens", §2.
/// </remarks>
public sealed class UserKnnTrainer(UserKnnOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports.</summary>
    public const string TrainerName = "user-knn";

    /// <summary>A trainer with default options.</summary>
    public UserKnnTrainer() : this(new UserKnnOptions()) { }

    /// <summary>The settings.</summary>
    public UserKnnOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run);
    }

    /// <summary>Fits users × items.</summary>
    public UserNeighbourModel Fit(InteractionMatrix interactions, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        run.Report(Name, 0);
        var rule = new SimilarityRule(Options.Measure, Options.Shrink, Options.SimilarityExponent);
        var rows = new (int[], float[])[interactions.Rows];
        for (int u = 0; u < rows.Length; u++)
            rows[u] = (interactions.ColumnsOf(u).ToArray(), Array.ConvertAll(interactions.WeightsOf(u).ToArray(), weight => rule.Value(weight, Options.WeightExponent)));
        return new UserNeighbourModel(SparseRows.Join(interactions.Columns, rows), Options.Neighbours, rule, Options.WeightExponent);
    }
}
