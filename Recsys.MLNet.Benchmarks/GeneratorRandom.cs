using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks;

/// <summary>The random numbers of the data generators, the same as in their C++ originals: one stream for each seed and number, a cosine-only Box-Muller normal.</summary>
internal sealed class GeneratorRandom(ulong seed, ulong stream)
{
    private readonly RandomStream _bits = new(unchecked(seed * 0xD1342543DE82EF95UL + stream * 0xA0761D6478BD642FUL + 1));

    public double Uniform() => _bits.NextDouble();

    public int Below(int n) => (int)(((_bits.NextBits() >> 32) * (ulong)n) >> 32);

    public double Normal()
    {
        double u = 1 - Uniform(), v = Uniform();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    public float[] Normals(long count, double deviation)
    {
        var values = new float[count];
        for (long i = 0; i < count; i++)
            values[i] = (float)(deviation * (float)Normal());
        return values;
    }

    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
