using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Matrix factorization of ratings with biases, by stochastic gradient descent on blocks in parallel.</summary>
/// <remarks>
/// <code>
/// minimise  Σ_(u,i) rated  ½·(r − μ − b_u − b_i − p_u·q_i)²  +  ½·λ_u·‖p_u‖² + ½·λ_i·‖q_i‖²  +  ½·λ_b·(b_u² + b_i²)
/// λ_u = λ·(n_u / mean n)^(ν − 1), likewise λ_i
/// </code>
/// Blocks that share no row run at once (<see cref="RatingBlocks"/>, <see cref="DiagonalPass"/>), and the result depends on the seed
/// alone. The counterpart of ML.NET's <c>MatrixFactorizationTrainer</c>, which has no biases and cannot fold users in.
/// </remarks>
public sealed class SgdTrainer(SgdOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "sgd";

    /// <summary>A trainer with default options.</summary>
    public SgdTrainer() : this(new SgdOptions()) { }

    /// <summary>The settings.</summary>
    public SgdOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(TrainingData.Ratings(log), run, seen: SeenHistories.Of(log));
    }

    /// <summary>Fits users × items of ratings.</summary>
    /// <param name="ratings">Ratings of any scale; negative ones are allowed.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="start">An earlier model to continue from, or null; users and items beyond its size begin afresh.</param>
    /// <param name="seen">What the users' vectors are fitted on; by default the matrix itself.</param>
    public RatingModel Fit(InteractionMatrix ratings, RunSettings run, RatingModel? start = null, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckNotEmpty(ratings);
        var (mean, lowest, highest) = TrainingData.Scale(ratings);
        int padded = Lanes.Padded(Options.Factors);
        var blocks = RatingBlocks.Arrange(ratings, padded * sizeof(float), run);
        var users = Side("sgd.users", padded, blocks.Users, blocks.UserPlaces, start?.Factors.Users, start?.Factors.UserBias, run);
        var items = Side("sgd.items", padded, blocks.Items, blocks.ItemPlaces, start?.Factors.Items, start?.Factors.ItemBias, run);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
            Pass(epoch, blocks, users, items, mean, run);
        run.Report(Name, 1);
        var foldIn = new FoldInSettings { Objective = FoldInObjective.Rating, Regularization = Options.Regularization };
        var factors = new FactorModel(Restore(users.Rows, blocks.UserPlaces), Restore(items.Rows, blocks.ItemPlaces), mean,
            Options.Biases ? Restore(users.Bias, blocks.UserPlaces) : [], Options.Biases ? Restore(items.Bias, blocks.ItemPlaces) : [], foldIn, seen ?? SeenHistories.Of(ratings));
        return new RatingModel(factors, lowest, highest);
    }

    private void Pass(int epoch, RatingBlocks blocks, RatingSide users, RatingSide items, float mean, RunSettings run)
    {
        float rate = Options.LearningRate * (1 - (float)epoch / Options.Epochs);
        var step = new SgdKernel.Step(mean, rate, Options.Biases ? rate : 0, Options.BiasRegularization);
        int[] shifts = run.Random("sgd.order", epoch).Permutation(blocks.Groups);
        var squares = new double[blocks.Groups];
        DiagonalPass.Run(shifts, run, (userGroup, itemGroup) =>
        {
            var (from, to) = blocks.Block(userGroup, itemGroup);
            squares[userGroup] += SgdKernel.Pass(blocks, from, to, users, items, step);
        });
        double error = Math.Sqrt(squares.Sum() / blocks.Values.Length);
        if (!double.IsFinite(error))
            throw new InvalidOperationException($"The fit diverged in pass {epoch + 1}. Lower SgdOptions.LearningRate (now {Options.LearningRate}), or bring the ratings to a smaller scale.");
        run.Report(Name, (epoch + 1.0) / Options.Epochs, string.Create(CultureInfo.InvariantCulture, $"training RMSE {error:f4}"));
    }

    private RatingSide Side(string stream, int padded, int[] rowOf, int[] places, RowMatrix? start, float[]? startBias, RunSettings run)
    {
        var rows = FactorRows.Begin(stream, places.Length, Options.Factors, padded, Options.InitialScale, start, run, places);
        var bias = new float[places.Length];
        for (int r = 0; r < startBias?.Length; r++)
            bias[places[r]] = startBias[r];
        return new(rows, bias, RatingSide.Lambdas(rowOf, places.Length, Options.Regularization, Options.RegularizationExponent));
    }

    /// <summary>Row r of the result is row places[r] of what was arranged, moved in place: a second copy would be as large as the model.</summary>
    private RowMatrix Restore(RowMatrix arranged, int[] places)
    {
        var moved = new bool[places.Length];
        var kept = new float[arranged.Columns];
        for (int first = 0; first < places.Length; first++)
        {
            if (moved[first])
                continue;
            arranged.Row(first).CopyTo(kept);
            int row = first;
            for (; places[row] != first; row = places[row])
            {
                arranged.Row(places[row]).CopyTo(arranged.Row(row));
                moved[row] = true;
            }
            kept.CopyTo(arranged.Row(row));
            moved[row] = true;
        }
        return FactorRows.Unpad(arranged, Options.Factors);
    }

    private static float[] Restore(float[] arranged, int[] places) => Array.ConvertAll(places, place => arranged[place]);
}
