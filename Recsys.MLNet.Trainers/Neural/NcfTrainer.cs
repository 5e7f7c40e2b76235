using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Trainers.Neural;

/// <summary>Neural collaborative filtering: a pair model fitted by cross-entropy against random items.</summary>
/// <remarks>
/// <code>minimise  Σ_(u, i) −y·ln R̂ − (1 − y)·ln(1 − R̂)        R̂ = σ(M_θ(u, i)),  y = 1 for what the user has, 0 for random items</code>
/// M of <see cref="PairNetworkModel"/>. Steps follow one another and sum in a fixed order, so that the result depends on the seed alone;
/// this runs on one thread. Knows fitted users only: others count as average. He et al. 2017, "Neural collaborative filtering".
/// </remarks>
public sealed class NcfTrainer(NcfOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "ncf";

    /// <summary>A trainer with default options.</summary>
    public NcfTrainer() : this(new NcfOptions()) { }

    /// <summary>The settings.</summary>
    public NcfOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run);
    }

    /// <summary>Fits users × items; which items a user has counts, not their weight.</summary>
    public PairNetworkModel Fit(InteractionMatrix interactions, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        int f = Options.Factors;
        var users = FactorRows.Begin("ncf.users", interactions.Rows, f, f, 0.3f, null, run);
        var items = FactorRows.Begin("ncf.items", interactions.Columns, f, f, 0.3f, null, run);
        var network = Begin(run.Random("ncf.network"));
        var step = new PairStep(network, users, items, Options);
        var pairs = Pairs(interactions);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            var random = run.Random("ncf.pass", epoch);
            random.Shuffle<(int, int)>(pairs);
            double loss = 0;
            long count = 0;
            foreach (var (user, item) in pairs)
            {
                loss += step.Add(user, item, true);
                count++;
                var has = interactions.ColumnsOf(user);
                for (int n = 0; n < Options.Negatives && has.Length < interactions.Columns; n++)
                {
                    int other = random.NextInt(interactions.Columns);
                    while (has.BinarySearch(other) >= 0)
                        other = random.NextInt(interactions.Columns);
                    loss += step.Add(user, other, false);
                    count++;
                }
                run.Cancellation.ThrowIfCancellationRequested();
            }
            loss += step.Flush();
            if (!double.IsFinite(loss))
                throw new InvalidOperationException($"The fit diverged in pass {epoch + 1}. Lower NcfOptions.LearningRate (now {Options.LearningRate}).");
            run.Report(Name, (epoch + 1.0) / Options.Epochs, string.Create(CultureInfo.InvariantCulture, $"cross-entropy {loss / count:f4}"));
        }
        return new PairNetworkModel(users, items, network);
    }

    private PairNetwork Begin(RandomStream random)
    {
        var network = new PairNetwork(Options.Factors, Options.Hidden, Options.Second, new float[PairNetwork.Size(Options.Factors, Options.Hidden, Options.Second)]);
        Fill(network.W1, 2 * Options.Factors);
        Fill(network.W2, Options.Hidden);
        Fill(network.V, Options.Second);
        network.Parameters.AsSpan()[network.G].Fill(1); // begins as a plain inner product
        return network;

        void Fill(Range range, int inputs)
        {
            float deviation = MathF.Sqrt(2f / inputs); // He et al. 2015: keeps the variance through rectified layers
            foreach (ref float value in network.Parameters.AsSpan()[range])
                value = (float)random.NextGaussian() * deviation;
        }
    }

    private static (int, int)[] Pairs(InteractionMatrix interactions)
    {
        var pairs = new (int, int)[interactions.Count];
        int n = 0;
        for (int u = 0; u < interactions.Rows; u++)
            foreach (int item in interactions.ColumnsOf(u))
                pairs[n++] = (u, item);
        return pairs;
    }
}
