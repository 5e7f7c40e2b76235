using System.Numerics;

namespace Recsys.MLNet.Numerics;

/// <summary>A named, seeded stream of random numbers: the same on every machine, for ever.</summary>
/// <remarks>
/// xoshiro256** of Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators", §4.4, its state filled by
/// SplitMix64 from (seed, name, index). Not thread-safe: one stream for each piece of work, never one shared between threads.
/// </remarks>
public sealed class RandomStream
{
    private ulong _a, _b, _c, _d;
    private double _spareGaussian = double.NaN;

    /// <summary>The stream of that name under that seed.</summary>
    public RandomStream(int seed, string name, long index = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong hash = 14695981039346656037UL; // FNV-1a over the name
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211UL;
        Fill(unchecked((ulong)seed * 0x9E3779B97F4A7C15UL ^ hash ^ BitOperations.RotateLeft((ulong)index * 0xD1B54A32D192ED03UL, 32)));
    }

    /// <summary>The stream of a seed for SplitMix64, as others who name no streams would fill it.</summary>
    internal RandomStream(ulong state) => Fill(state);

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>), without bias. <paramref name="exclusiveMax"/> must be positive.</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        // Lemire 2019, "Fast random integer generation in an interval": reject the few low products that would bias.
        uint range = (uint)exclusiveMax;
        ulong product = (NextBits() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
                product = (NextBits() >> 32) * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Uniform in [<paramref name="min"/>, <paramref name="exclusiveMax"/>).</summary>
    public int NextInt(int min, int exclusiveMax) => min + NextInt(exclusiveMax - min);

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1) with 24 random bits.</summary>
    public float NextFloat() => (NextBits() >> 40) * (1.0f / (1 << 24));

    /// <summary>Standard normal, by the polar method of Marsaglia and Bray 1964.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            double spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }
        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s >= 1 || s == 0);
        double scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spareGaussian = v * scale;
        return u * scale;
    }

    /// <summary>Puts the values in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The numbers 0..n−1 in random order.</summary>
    public int[] Permutation(int n)
    {
        var order = new int[n];
        for (int i = 0; i < n; i++)
            order[i] = i;
        Shuffle<int>(order);
        return order;
    }

    private void Fill(ulong state)
    {
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
