using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Implicit factorization fused with what is known of the items: categories, brands, texts and text vectors.</summary>
/// <remarks>
/// <code>
/// q_i = e_i + x_i·A
/// minimise  Σ observed c·(1 − p_u·q_i)² + α₀·Σ_all (p_u·q_i)² + Σ_u λ_u·‖p_u‖² + Σ_i λ_i·‖e_i‖² + μ·‖A‖²
/// </code>
/// Alternates exactly over users, over items (each pulled towards x_i·A instead of 0) and, by regression of the item vectors on their
/// features, over A. Items without interactions come to lie where their features put them. The sum of id and feature embeddings is that
/// of Kula 2015, "Metadata embeddings for user and item cold-start recommendations"; the alternation that of Agarwal and Chen 2009,
/// "Regression-based latent factor models".
/// </remarks>
public sealed class HybridTrainer(HybridOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports.</summary>
    public const string TrainerName = "hybrid-mf";

    /// <summary>A trainer with default options.</summary>
    public HybridTrainer() : this(new HybridOptions()) { }

    /// <summary>The settings.</summary>
    public HybridOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), log.Catalogue, run, SeenHistories.Of(log));
    }

    /// <summary>Fits users × items.</summary>
    /// <param name="interactions">Weights of at least 0.</param>
    /// <param name="catalogue">What is known of the items; an item without fields is fitted by its id alone.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="seen">What the users' vectors are fitted on; by default the matrix itself.</param>
    public HybridModel Fit(InteractionMatrix interactions, Catalogue catalogue, RunSettings run, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        var byUser = interactions.Map(ToFoldIn().Confidence);
        var settings = ToFoldIn() with { UnobservedWeight = TrainingData.UnobservedWeight(Options.UnobservedWeight, byUser) };
        var byItem = byUser.Transpose();
        var features = ItemFeatures.Learn(catalogue, interactions.Columns, Options.Fields.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Options.FewestItems);
        var x = SparseRows.Join(features.Count, [.. Enumerable.Range(0, interactions.Columns).Select(i => features.Of(catalogue.FieldsOf(i)))]);
        int padded = Lanes.Padded(Options.Factors);
        var users = FactorRows.Begin("hybrid.users", interactions.Rows, Options.Factors, padded, 0.1f, null, run);
        var items = FactorRows.Begin("hybrid.items", interactions.Columns, Options.Factors, padded, 0.1f, null, run);
        RowMatrix vectors = new(features.Count, padded), said = new(interactions.Columns, padded);
        float[] itemRidge = Ridges(byItem, settings, interactions.Rows);
        float featureRidge = Options.FeatureRegularization * itemRidge.Average();
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            run.Report(Name, (double)epoch / Options.Epochs);
            SolveSide(byUser, items, users, null, settings, run);
            SolveSide(byItem, users, items, said, settings, run);
            SparseRidge.Descend(x, items, itemRidge, featureRidge, vectors, Options.FeatureSteps);
            SparseRidge.Multiply(x, vectors, said);
        }
        SolveSide(byItem, users, items, said, settings, run); // items that nobody has touched now lie where the last features put them
        SolveSide(byUser, items, users, null, settings, run);
        run.Report(Name, 1);
        var factors = new FactorModel(FactorRows.Unpad(users, Options.Factors), FactorRows.Unpad(items, Options.Factors), foldIn: settings, seen: seen ?? SeenHistories.Of(interactions));
        return new HybridModel(factors, features, FactorRows.Unpad(vectors, Options.Factors));
    }

    private FoldInSettings ToFoldIn() => new()
    {
        Objective = FoldInObjective.Implicit,
        Regularization = Options.Regularization,
        RegularizationExponent = Options.RegularizationExponent,
        WeightExponent = Options.WeightExponent,
    };

    private static float[] Ridges(InteractionMatrix rows, FoldInSettings settings, int others)
    {
        var ridges = new float[rows.Rows];
        for (int r = 0; r < ridges.Length; r++)
            ridges[r] = settings.Ridge(TrainingData.Total(rows.WeightsOf(r)), others);
        return ridges;
    }

    private static void SolveSide(InteractionMatrix observed, RowMatrix fixedSide, RowMatrix solved, RowMatrix? pulledTo, FoldInSettings settings, RunSettings run)
    {
        float[] gram = GramMatrix.Compute(fixedSide, settings.UnobservedWeight, run);
        run.ParallelFor(observed.Rows, () => new LeastSquaresScratch(fixedSide.Columns), (row, scratch) =>
        {
            var weights = observed.WeightsOf(row);
            float ridge = settings.Ridge(TrainingData.Total(weights), fixedSide.Rows);
            // Nothing is known against what the features say of an item that nobody has touched.
            if (weights.IsEmpty && pulledTo is not null)
                pulledTo.Row(row).CopyTo(solved.Row(row));
            else if (!LeastSquaresKernel.Solve(fixedSide, gram, ridge, observed.ColumnsOf(row), weights, [], solved.Row(row), scratch, pulledTo is null ? default : pulledTo.Row(row)))
                throw new InvalidOperationException($"The system of row {row} is singular with regularization {ridge}; weights are too large or too unequal for it. Raise HybridOptions.Regularization or lower WeightExponent.");
        });
    }
}
