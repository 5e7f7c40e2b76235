using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Matrix factorization of ratings that also learns from which items were rated at all.</summary>
/// <remarks>
/// <code>
/// rating(u, i) = μ + b_u + b_i + q_i·z_u        z_u = p_u + |N(u)|^(−½)·Σ_{j ∈ N(u)} y_j
/// minimise     Σ ½·e² + ½·λ·(‖p_u‖² + ‖q_i‖² + ‖y_j‖²) + ½·λ_b·(b_u² + b_i²)
/// </code>
/// One user at a time in random order: the ratings move p_u, q_i and the biases, then the y_j of all rated items move once by the sum
/// of what the ratings asked of z_u. All users share the y_j, so that this runs on one thread. The model keeps z_u as the user's
/// vector. Koren 2008, "Factorization meets the neighborhood", §3.3.
/// </remarks>
public sealed class SvdPlusPlusTrainer(SvdPlusPlusOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "svdpp";

    /// <summary>A trainer with default options.</summary>
    public SvdPlusPlusTrainer() : this(new SvdPlusPlusOptions()) { }

    /// <summary>The settings.</summary>
    public SvdPlusPlusOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(TrainingData.Ratings(log), run, SeenHistories.Of(log));
    }

    /// <summary>Fits users × items of ratings.</summary>
    /// <param name="ratings">Ratings of any scale.</param>
    /// <param name="run">Seed and progress.</param>
    /// <param name="seen">What the users' vectors are fitted on; by default the matrix itself.</param>
    public RatingModel Fit(InteractionMatrix ratings, RunSettings run, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckNotEmpty(ratings);
        var (mean, lowest, highest) = TrainingData.Scale(ratings);
        int factors = Options.Factors, padded = Lanes.Padded(factors);
        var state = new State(
            FactorRows.Begin("svdpp.users", ratings.Rows, factors, padded, Options.InitialScale, null, run),
            FactorRows.Begin("svdpp.items", ratings.Columns, factors, padded, Options.InitialScale, null, run),
            FactorRows.Begin("svdpp.rated", ratings.Columns, factors, padded, Options.InitialScale, null, run),
            new float[ratings.Rows], new float[ratings.Columns], new float[padded], new float[padded]);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            float rate = Options.LearningRate * (1 - (float)epoch / Options.Epochs);
            double squares = 0;
            foreach (int user in run.Random("svdpp.order", epoch).Permutation(ratings.Rows))
                squares += Visit(user, ratings, state, mean, rate);
            double error = Math.Sqrt(squares / ratings.Count);
            if (!double.IsFinite(error))
                throw new InvalidOperationException($"The fit diverged in pass {epoch + 1}. Lower SvdPlusPlusOptions.LearningRate (now {Options.LearningRate}), or bring the ratings to a smaller scale.");
            run.Report(Name, (epoch + 1.0) / Options.Epochs, string.Create(CultureInfo.InvariantCulture, $"training RMSE {error:f4}"));
        }
        for (int user = 0; user < ratings.Rows; user++)
        {
            Combine(user, ratings, state);
            state.Combined.CopyTo(state.Users.Row(user));
        }
        var foldIn = new FoldInSettings { Objective = FoldInObjective.Rating, Regularization = Options.Regularization };
        var model = new FactorModel(FactorRows.Unpad(state.Users, factors), FactorRows.Unpad(state.Items, factors), mean, state.UserBias, state.ItemBias, foldIn, seen ?? SeenHistories.Of(ratings));
        return new RatingModel(model, lowest, highest);
    }

    private double Visit(int user, InteractionMatrix ratings, State state, float mean, float rate)
    {
        var items = ratings.ColumnsOf(user);
        var values = ratings.WeightsOf(user);
        if (items.IsEmpty)
            return 0;
        float root = Combine(user, ratings, state), keep = 1 - rate * Options.Regularization, keepBias = 1 - rate * Options.BiasRegularization;
        float[] combined = state.Combined, asked = state.Asked;
        Array.Clear(asked);
        var own = state.Users.Row(user);
        double squares = 0;
        for (int n = 0; n < items.Length; n++)
        {
            var q = state.Items.Row(items[n]);
            ref float bu = ref state.UserBias[user];
            ref float bi = ref state.ItemBias[items[n]];
            float error = values[n] - mean - bu - bi - Lanes.Dot(combined, q);
            squares += error * error;
            Lanes.AddScaled(asked, q, error);
            for (int f = 0; f < q.Length; f++)
            {
                float move = rate * (error * q[f] - Options.Regularization * own[f]);
                q[f] = keep * q[f] + rate * error * combined[f];
                own[f] += move;
                combined[f] += move;
            }
            bu = keepBias * bu + rate * error;
            bi = keepBias * bi + rate * error;
        }
        // Each y_j is pulled as often as it would be if it moved with every rating.
        float keepRated = MathF.Pow(keep, items.Length);
        foreach (int item in items)
        {
            var y = state.Rated.Row(item);
            for (int f = 0; f < y.Length; f++)
                y[f] *= keepRated;
            Lanes.AddScaled(y, asked, rate * root);
        }
        return squares;
    }

    /// <summary>Writes z_u and returns |N(u)|^(−½).</summary>
    private static float Combine(int user, InteractionMatrix ratings, State state)
    {
        var items = ratings.ColumnsOf(user);
        state.Users.Row(user).CopyTo(state.Combined);
        float root = items.IsEmpty ? 0 : 1 / MathF.Sqrt(items.Length);
        foreach (int item in items)
            Lanes.AddScaled(state.Combined, state.Rated.Row(item), root);
        return root;
    }

    private sealed record State(RowMatrix Users, RowMatrix Items, RowMatrix Rated, float[] UserBias, float[] ItemBias, float[] Combined, float[] Asked);
}
