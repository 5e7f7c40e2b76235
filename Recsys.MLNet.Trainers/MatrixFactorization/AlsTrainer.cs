using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Matrix factorization of implicit feedback by alternating least squares.</summary>
/// <remarks>
/// <code>
/// minimise  Σ_(u,i) observed c_ui·(1 − p_u·q_i)²  +  α₀·Σ_all (p_u·q_i)²  +  Σ_u λ_u·‖p_u‖² + Σ_i λ_i·‖q_i‖²
/// λ_u = λ·(Σ_i c_ui + α₀·N)^ν      c = scale·weight^exponent
/// </code>
/// Each pass solves all users against the items, then all items against the users; rows are disjoint, so the result does not
/// depend on the number of threads. Folded-in users solve the same system against the fitted items.
/// Hu, Koren and Volinsky 2008; regularisation and α₀ of Rendle et al. 2021, "Revisiting the performance of iALS on item
/// recommendation benchmarks"; blocks of "iALS++" of the same year.
/// </remarks>
public sealed class AlsTrainer(AlsOptions options) : IContinuingTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "als";

    /// <summary>A trainer with default options.</summary>
    public AlsTrainer() : this(new AlsOptions()) { }

    /// <summary>The settings.</summary>
    public AlsOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run, seen: SeenHistories.Of(log));
    }

    /// <inheritdoc/>
    /// <remarks>A quarter of the passes over everything: the vectors are near their places already. Users keep the model's numbers, new ones come after them.</remarks>
    public IItemScorer Continue(IItemScorer model, InteractionLog log, int known, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var start = FactorRows.ToGoOnFrom(model, Name);
        return new AlsTrainer(Options with { Epochs = (Options.Epochs + 3) / 4 }).Fit(log.ToMatrix(), run, start, SeenHistories.Of(log));
    }

    /// <summary>Fits users × items.</summary>
    /// <param name="interactions">Weights of at least 0.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="start">An earlier model to continue from, or null; users and items beyond its size begin afresh, so its numbering must be a prefix of this one.</param>
    /// <param name="seen">What the users' vectors are fitted on; by default the matrix itself.</param>
    public FactorModel Fit(InteractionMatrix interactions, RunSettings run, FactorModel? start = null, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        bool plain = Options.WeightScale == 1 && Options.WeightExponent == 1;
        var confidences = plain ? interactions : interactions.Map(ToFoldIn().Confidence);
        var byItem = confidences.Transpose();
        var settings = ToFoldIn() with { UnobservedWeight = TrainingData.UnobservedWeight(Options.UnobservedWeight, confidences) };
        int padded = Lanes.Padded(Options.Factors);
        var users = FactorRows.Begin("als.users", interactions.Rows, Options.Factors, padded, Options.InitialScale, start?.Users, run);
        var items = FactorRows.Begin("als.items", interactions.Columns, Options.Factors, padded, Options.InitialScale, start?.Items, run);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            run.Report(Name, (double)epoch / Options.Epochs);
            SolveSide(confidences, items, users, settings, Options.EffectiveSolver, run);
            SolveSide(byItem, users, items, settings, Options.EffectiveSolver, run);
        }
        // The last half-step is the users', exactly: a stored vector is then what folding in the same history gives.
        SolveSide(confidences, items, users, settings, AlsSolver.Cholesky, run);
        run.Report(Name, 1);
        return new FactorModel(FactorRows.Unpad(users, Options.Factors), FactorRows.Unpad(items, Options.Factors), foldIn: settings, seen: seen ?? SeenHistories.Of(interactions));
    }

    private FoldInSettings ToFoldIn() => new()
    {
        Objective = FoldInObjective.Implicit,
        Regularization = Options.Regularization,
        RegularizationExponent = Options.RegularizationExponent,
        WeightScale = Options.WeightScale,
        WeightExponent = Options.WeightExponent,
    };

    private void SolveSide(InteractionMatrix observed, RowMatrix fixedSide, RowMatrix solved, FoldInSettings foldIn, AlsSolver solver, RunSettings run)
    {
        float[] gram = GramMatrix.Compute(fixedSide, foldIn.UnobservedWeight, run);
        run.ParallelFor(observed.Rows, () => new LeastSquaresScratch(fixedSide.Columns), (row, scratch) =>
        {
            var weights = observed.WeightsOf(row);
            float ridge = foldIn.Ridge(TrainingData.Total(weights), fixedSide.Rows);
            bool regular = solver == AlsSolver.Cholesky
                ? LeastSquaresKernel.Solve(fixedSide, gram, ridge, observed.ColumnsOf(row), weights, [], solved.Row(row), scratch)
                : LeastSquaresKernel.Descend(fixedSide, gram, ridge, observed.ColumnsOf(row), weights, [], solved.Row(row), Options.BlockSize, scratch);
            if (!regular)
                throw Singular(row, ridge);
        });
    }

    private static InvalidOperationException Singular(int row, float ridge) =>
        new($"The system of row {row} is singular with regularization {ridge}; weights are too large or too unequal for it. Raise AlsOptions.Regularization, or lower WeightScale or WeightExponent.");
}
