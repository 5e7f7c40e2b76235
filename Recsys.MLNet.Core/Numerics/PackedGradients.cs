namespace Recsys.MLNet.Numerics;

/// <summary>Gradients and hessians of all rows as pairs of fixed-point integers, one 64-bit number a row.</summary>
/// <remarks>
/// <code>packed = (round(g · 2^a) &lt;&lt; 32) + round(h · 2^b)</code>
/// a and b are the largest powers for which the sums over all rows of |g| and of h fit in 31 and 32 bits: no sum over any set of
/// rows can overflow, and the halves never mix because hessians are not negative. The rounding of one row is below
/// 2^−31 of the sum over all rows, and the roundings of a leaf's rows cancel.
/// </remarks>
internal sealed class PackedGradients(int rows)
{
    private const int Chunks = 64;
    private readonly EqualParts _chunks = new(rows, Chunks);
    private readonly double[] _sumG = new double[Chunks];
    private readonly double[] _sumH = new double[Chunks];

    /// <summary>Packed pairs, (N).</summary>
    public long[] Values { get; } = GC.AllocateUninitializedArray<long>(rows, pinned: true);

    /// <summary>Turns an integer sum of gradients into a sum of gradients.</summary>
    public double UnitG { get; private set; }

    /// <summary>Turns an integer sum of hessians into a sum of hessians.</summary>
    public double UnitH { get; private set; }

    public static long SumG(long packed) => packed >> 32;

    public static uint SumH(long packed) => (uint)packed;

    /// <summary>Packs anew. grad and hess are (N).</summary>
    public void Pack(float[] grad, float[] hess, WorkCrew crew)
    {
        crew.For(Chunks, (c, _) =>
        {
            double g = 0, h = 0;
            for (int i = _chunks.From(c), to = _chunks.From(c + 1); i < to; i++)
            {
                g += Math.Abs(grad[i]);
                h += hess[i];
            }
            _sumG[c] = g;
            _sumH[c] = h;
        });
        double scaleG = Scale(_sumG.Sum(), int.MaxValue), scaleH = Scale(_sumH.Sum(), uint.MaxValue);
        UnitG = 1 / scaleG;
        UnitH = 1 / scaleH;
        crew.For(Chunks, (c, _) =>
        {
            for (int i = _chunks.From(c), to = _chunks.From(c + 1); i < to; i++)
                Values[i] = ((long)Math.Round(grad[i] * scaleG) << 32) + (long)Math.Round(hess[i] * scaleH);
        });
    }

    /// <summary>The largest power of two that keeps the sum below the limit, each row rounded up by a half.</summary>
    private double Scale(double sum, double limit)
    {
        if (!double.IsFinite(sum))
            throw new InvalidOperationException("The gradients are not finite: labels, weights or scores are too large. Scale the labels down or lower LearningRate.");
        return sum > 0 ? Math.Pow(2, Math.Floor(Math.Log2((limit - 1 - rows / 2.0) / sum))) : 1;
    }
}
