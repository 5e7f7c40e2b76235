using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Draws the items that a step sets against the next ones.</summary>
/// <remarks>
/// <code>P(i) ∝ (1 + count_i)^power          E[i is among n draws] = 1 − (1 − P(i))ⁿ</code>
/// Next items of the step itself count as further draws in proportion to count_i, where they take part.
/// Items without interactions are never drawn: nobody has passed them by, and their texts must not be unlearned.
/// </remarks>
internal sealed class NegativeSampler
{
    private readonly double[] _upTo;
    private readonly float[] _logExpected;

    /// <param name="counts">Interactions of each item.</param>
    /// <param name="power">How much more often popular items are drawn.</param>
    /// <param name="draws">Draws in a sample.</param>
    /// <param name="inBatch">Mean number of next items that join it from a step.</param>
    public NegativeSampler(ReadOnlySpan<int> counts, float power, int draws, double inBatch = 0)
    {
        (Draws, _upTo, _logExpected) = (draws, new double[counts.Length], new float[counts.Length]);
        double sum = 0, all = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            _upTo[i] = sum += Weight(counts[i], power);
            all += counts[i];
        }
        for (int i = 0; i < counts.Length; i++)
            _logExpected[i] = (float)Math.Log(-Expm1(draws * Math.Log(1 - Weight(counts[i], power) / sum) + inBatch * Math.Log(1 - Math.Min(0.999, counts[i] / all))));
    }

    /// <summary>Draws in one sample; repeated items are kept once.</summary>
    public int Draws { get; }

    /// <summary>Logarithm of the probability that a sample holds the item.</summary>
    public float LogExpected(int item) => _logExpected[item];

    /// <summary>One item.</summary>
    public int Draw(RandomStream random)
    {
        int at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Math.Min(_upTo.Length - 1, at >= 0 ? at + 1 : ~at);
    }

    private static double Weight(int count, float power) => count == 0 ? 0 : Math.Pow(1 + count, power);

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;
}
