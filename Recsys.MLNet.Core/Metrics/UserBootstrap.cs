using System.Numerics.Tensors;

namespace Recsys.MLNet.Metrics;

/// <summary>Bootstrap over users: one user's queries stay together, and every model and metric sees the same draws.</summary>
/// <remarks>
/// <code>
/// value   = Σ_u sum_u ÷ Σ_u count_u
/// draw b  = Σ_u w_bu·sum_u ÷ Σ_u w_bu·count_u        w_b: how often each of the U users was drawn, U draws with replacement
/// interval = the 2.5 % and 97.5 % quantiles over b
/// </code>
/// Sharing the draws makes differences between models paired: the interval of a difference comes from the differences of
/// their draws. Queries of one user depend on each other, so resampling queries would give intervals that are too narrow.
/// Shapes: sum, count (U); weights (B, U). Efron and Tibshirani 1993, "An introduction to the bootstrap", §8.3, §13.3.
/// </remarks>
public sealed class UserBootstrap
{
    private readonly float[][] _weights;

    /// <summary>Draws the weights.</summary>
    /// <param name="users">Number of users, U.</param>
    /// <param name="resamples">Number of draws, B. 1000 gives ends that move by a few percent of the width from seed to seed.</param>
    /// <param name="run">Seed and threads.</param>
    public UserBootstrap(int users, int resamples, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegative(users);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        Users = users;
        Run = run;
        _weights = new float[resamples][];
        run.ParallelFor(resamples, b =>
        {
            var random = run.Random("bootstrap", b);
            var weights = new float[users];
            for (int i = 0; i < users; i++)
                weights[random.NextInt(users)]++;
            _weights[b] = weights;
        });
    }

    /// <summary>Number of users.</summary>
    public int Users { get; }

    /// <summary>Number of draws.</summary>
    public int Resamples => _weights.Length;

    private RunSettings Run { get; }

    /// <summary>The mean and its draws.</summary>
    /// <param name="sums">(U) sum of the metric over each user's queries.</param>
    /// <param name="counts">(U) number of each user's queries.</param>
    public BootstrapSample Mean(float[] sums, float[] counts)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ArgumentNullException.ThrowIfNull(counts);
        if (sums.Length != Users || counts.Length != Users)
            throw new ArgumentException($"sums and counts hold {sums.Length} and {counts.Length} values; expected {Users}, one for each user.");
        double value = Total(sums) / Total(counts);
        var draws = new double[Resamples];
        Run.ParallelFor(Resamples, b => draws[b] = TensorPrimitives.Dot<float>(_weights[b], sums) / TensorPrimitives.Dot<float>(_weights[b], counts));
        return new(value, draws);
    }

    private static double Total(float[] values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
