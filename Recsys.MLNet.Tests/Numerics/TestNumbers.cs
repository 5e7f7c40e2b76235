using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

/// <summary>Input and comparisons that the tests of kernels share.</summary>
internal static class TestNumbers
{
    /// <summary>Every width is run on every machine; what it does not accelerate, the runtime emulates.</summary>
    public static readonly SimdWidth[] Widths = [SimdWidth.Scalar, SimdWidth.Bits128, SimdWidth.Bits256, SimdWidth.Bits512];

    /// <summary>Lengths around the lane counts and tile widths.</summary>
    public static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 129];

    public static float[] Uniform(int count, int seed, float low = -1, float high = 1)
    {
        var random = new RandomStream(seed, "test");
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = low + (high - low) * random.NextFloat();
        return values;
    }

    public static double LargestDifference(ReadOnlySpan<float> got, ReadOnlySpan<float> wanted)
    {
        Assert.That(got.Length, Is.EqualTo(wanted.Length));
        double largest = 0;
        for (int i = 0; i < got.Length; i++)
            largest = Math.Max(largest, float.IsNaN(got[i]) ? double.PositiveInfinity : Math.Abs((double)got[i] - wanted[i]));
        return largest;
    }
}
