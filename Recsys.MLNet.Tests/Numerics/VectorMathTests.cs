using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class VectorMathTests
{
    /// <summary>erf in double precision: its Maclaurin series inside 3, the continued fraction of erfc outside.</summary>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        if (size < 3)
        {
            double term = x, sum = x;
            for (int n = 1; n < 100; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return sum * 2 / Math.Sqrt(Math.PI);
        }
        double fraction = 0;
        for (int n = 60; n > 0; n--)
            fraction = n / 2.0 / (size + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-size * size) / ((size + fraction) * Math.Sqrt(Math.PI)));
    }

    public static double Exact(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(x, 0),
        Activation.Gelu => x * 0.5 * (1 + Erf(x / Math.Sqrt(2))),
        Activation.GeluTanh => x * 0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        _ => x,
    };

    private static float[] Sweep(double low, double high)
    {
        var x = new float[40_001];
        for (int i = 0; i < x.Length; i++)
            x[i] = (float)(low + (high - low) * i / (x.Length - 1));
        return x;
    }

    private static (double Absolute, double Relative, double Scaled) Errors<TFunction>(object width, double low, double high, Func<double, double> exact) where TFunction : struct, ILaneFunction
    {
        float[] x = Sweep(low, high), y = new float[x.Length];
        LaneMap.Run<TFunction>(x, y, (SimdWidth)width);
        double absolute = 0, relative = 0, scaled = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double wanted = exact(x[i]), error = double.IsNaN(y[i]) ? double.PositiveInfinity : Math.Abs(y[i] - wanted);
            absolute = Math.Max(absolute, error);
            scaled = Math.Max(scaled, error / Math.Max(1, Math.Abs(x[i])));
            if (Math.Abs(wanted) > 1e-37)
                relative = Math.Max(relative, error / Math.Abs(wanted));
        }
        return (absolute, relative, scaled);
    }

    [Test]
    public void Errors_stay_within_the_stated_bounds([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width) => Assert.Multiple(() =>
    {
        Assert.That(Errors<ExpFunction>(width, -85, 88.7, Math.Exp).Relative, Is.LessThan(2.5e-7), "exp");
        Assert.That(Errors<ErfFunction>(width, -6, 6, Erf).Absolute, Is.LessThan(4e-7), "erf");
        Assert.That(Errors<TanhFunction>(width, -12, 12, Math.Tanh).Relative, Is.LessThan(4e-7), "tanh");
        Assert.That(Errors<SigmoidFunction>(width, -80, 80, x => 1 / (1 + Math.Exp(-x))).Relative, Is.LessThan(5e-7), "sigmoid");
        Assert.That(Errors<GeluFunction>(width, -20, 20, x => Exact(Activation.Gelu, x)).Scaled, Is.LessThan(4e-7), "gelu");
        Assert.That(Errors<GeluTanhFunction>(width, -20, 20, x => Exact(Activation.GeluTanh, x)).Scaled, Is.LessThan(5e-7), "gelu by tanh");
        Assert.That(Errors<SiluFunction>(width, -80, 80, x => Exact(Activation.Silu, x)).Relative, Is.LessThan(6e-7), "silu");
    });

    [Test]
    public void Extremes_and_NaN_are_kept([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        float[] x = [float.NegativeInfinity, -1000, 0, 1000, float.PositiveInfinity, float.NaN], doubled = [.. x, .. x, .. x];
        float[] Of<T>() where T : struct, ILaneFunction
        {
            var y = new float[doubled.Length];
            LaneMap.Run<T>(doubled, y, (SimdWidth)width);
            return y;
        }
        float[] Thrice(params float[] y) => [.. y, .. y, .. y];
        Assert.Multiple(() =>
        {
            Assert.That(Of<ExpFunction>(), Is.EqualTo(Thrice(0, 0, 1, float.PositiveInfinity, float.PositiveInfinity, float.NaN)));
            Assert.That(Of<ErfFunction>(), Is.EqualTo(Thrice(-1, -1, 0, 1, 1, float.NaN)).Within(4e-7));
            Assert.That(Of<TanhFunction>(), Is.EqualTo(Thrice(-1, -1, 0, 1, 1, float.NaN)));
            Assert.That(Of<SigmoidFunction>(), Is.EqualTo(Thrice(0, 0, 0.5f, 1, 1, float.NaN)));
            Assert.That(Of<ReluFunction>(), Is.EqualTo(Thrice(0, 0, 0, 1000, float.PositiveInfinity, float.NaN)));
        });
    }

    [Test]
    public void Tails_agree_with_whole_vectors([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        foreach (int n in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(n, n, -5, 5), y = new float[n];
            LaneMap.Run<GeluFunction>(x, y, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(y, Array.ConvertAll(x, v => (float)Exact(Activation.Gelu, v))), Is.LessThan(2e-6), $"length {n}");
        }
    }

    [Test]
    public void A_result_of_another_length_is_refused() =>
        Assert.That(() => VectorMath.Exp(new float[3], new float[2]), Throws.ArgumentException.With.Message.Contains("y holds 2 values; expected 3"));

    [Test]
    public void Every_sixteen_bit_pattern_is_read_as_its_value()
    {
        var widths = TestNumbers.Widths;
        foreach (var width in widths)
        {
            var half = new List<float>();
            var brain = new List<float>();
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                float h = HalfFormat.FromHalf((ushort)bits), b = HalfFormat.FromBrain((ushort)bits);
                if (float.IsFinite(h))
                    half.Add(h);
                if (float.IsFinite(b))
                    brain.Add(b);
            }
            Assert.That(Stored(half, WeightFormat.Half16, width), Is.EqualTo(half), $"half, {width}");
            Assert.That(Stored(brain, WeightFormat.Brain16, width), Is.EqualTo(brain), $"bfloat16, {width}");
        }

        static float[] Stored(List<float> values, WeightFormat format, SimdWidth width)
        {
            var c = new float[values.Count];
            Gemm.Multiply([1f], 1, 1, PackedMatrix.Pack(values.ToArray(), 1, values.Count, values.Count, false, format, width), [], c, c.Length);
            return c;
        }
    }
}
