using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Trainers.Linear;

/// <summary>A linear model from items to items, in closed form: EASE.</summary>
/// <remarks>
/// <code>
/// minimise  ‖X − X·B‖² + λ·‖B‖²   with   B[j, j] = 0
/// P = (XᵀX + λ·I)⁻¹        B[i, j] = −P[i, j] / P[j, j]
/// </code>
/// Shapes: X (U, N), B and P (N, N). 4/3·N³ operations whatever the number of users; memory N² numbers and a quarter more.
/// Steck 2019, "Embarrassingly shallow autoencoders for sparse data", §3.
/// </remarks>
public sealed class EaseTrainer(EaseOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "ease";

    /// <summary>A trainer with default options.</summary>
    public EaseTrainer() : this(new EaseOptions()) { }

    /// <summary>The settings.</summary>
    public EaseOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run);
    }

    /// <summary>Fits users × items.</summary>
    public LinearItemModel Fit(InteractionMatrix interactions, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        int n = interactions.Columns;
        if (n > Options.MostItems)
            throw new ArgumentException($"EASE needs a weight for every pair of items: {n} items would take {4L * n * n / 1_000_000} MB, more than EaseOptions.MostItems = {Options.MostItems} allows. Use als or item-cosine, keep fewer items, or raise MostItems.");
        run.Report(Name, 0);
        var weights = Products(interactions, run);
        for (int i = 0; i < n; i++)
            weights.Row(i)[i] += Options.Regularization;
        run.Report(Name, 0.1);
        if (!PositiveInverse.Invert(weights.Values, n, n, run.EffectiveThreads))
            throw new InvalidOperationException($"XᵀX + {Options.Regularization}·I is singular; weights are too large or too unequal for it. Raise EaseOptions.Regularization or lower WeightExponent.");
        var scale = new float[n];
        for (int j = 0; j < n; j++)
            scale[j] = -1 / weights.Row(j)[j];
        run.ParallelFor(n, i =>
        {
            var row = weights.Row(i);
            for (int j = 0; j < n; j++)
                row[j] *= scale[j];
            row[i] = 0;
        });
        run.Report(Name, 1);
        return new LinearItemModel(weights, Options.WeightExponent);
    }

    /// <summary>XᵀX, one row of items at a time: rows are disjoint.</summary>
    private RowMatrix Products(InteractionMatrix interactions, RunSettings run)
    {
        var values = interactions.Map(weight => MathF.Pow(weight, Options.WeightExponent));
        var byItem = values.Transpose();
        var products = new RowMatrix(interactions.Columns, interactions.Columns);
        run.ParallelFor(interactions.Columns, item =>
        {
            var row = products.Row(item);
            var users = byItem.ColumnsOf(item);
            var own = byItem.WeightsOf(item);
            for (int n = 0; n < users.Length; n++)
            {
                var others = values.ColumnsOf(users[n]);
                var weights = values.WeightsOf(users[n]);
                for (int m = 0; m < others.Length; m++)
                    row[others[m]] += own[n] * weights[m];
            }
        });
        return products;
    }
}
