namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>The random numbers of the data generators: xoshiro256** from SplitMix64, a cosine-only Box-Muller normal.</summary>
internal sealed class GeneratorRandom
{
    private ulong _a, _b, _c, _d;

    public GeneratorRandom(ulong seed, ulong stream)
    {
        ulong x = unchecked(seed * 0xD1342543DE82EF95UL + stream * 0xA0761D6478BD642FUL + 1);
        _a = Mix(ref x);
        _b = Mix(ref x);
        _c = Mix(ref x);
        _d = Mix(ref x);
    }

    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public int Below(int n) => (int)(((Next() >> 32) * (ulong)n) >> 32);

    public double Normal()
    {
        double u = 1 - Uniform(), v = Uniform();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    private ulong Next()
    {
        ulong result = ulong.RotateLeft(_b * 5, 7) * 9, t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Mix(ref ulong x)
    {
        ulong z = x += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
