using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class QuantizedGemmTests
{
    [Test]
    public void Products_stay_within_the_error_of_rounding_to_bytes([Values] bool transposed)
    {
        foreach (var (m, k, n) in new[] { (1, 1, 1), (1, 64, 33), (2, 5, 16), (3, 384, 17), (7, 33, 100), (4, 2, 3) })
        {
            float[] a = TestNumbers.Uniform(m * (k + 2), 1), b = TestNumbers.Uniform(k * n, 2), bias = TestNumbers.Uniform(n, 3), wanted = new float[m * (n + 1)];
            for (int i = 0; i < m; i++)
                bias.CopyTo(wanted, i * (n + 1));
            Gemm.Reference(m, n, k, a, k + 2, false, b, transposed ? k : n, transposed, wanted, n + 1, true);
            var packed = transposed ? QuantizedMatrix.PackTransposed(b, k, n) : QuantizedMatrix.Pack(b, k, n);
            float[]? first = null;
            foreach (var path in Enum.GetValues<Int8Path>().Where(Int8Paths.Runs))
            {
                var got = new float[m * (n + 1)];
                QuantizedGemm.Multiply(a, m, k + 2, packed, bias, got, n + 1, Activation.None, 1, path);
                first ??= got;
                Assert.That(got, Is.EqualTo(first), $"{path}: whole numbers are exact");
                Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(0.008 * Math.Sqrt(k) + 0.004), $"{path}, {m} x {k} x {n}");
            }
        }
    }

    [Test]
    public void Threads_change_no_bit()
    {
        const int m = 40, k = 300, n = 250;
        float[] a = TestNumbers.Uniform(m * k, 1), one = new float[m * n], four = new float[m * n];
        var packed = QuantizedMatrix.Pack(TestNumbers.Uniform(k * n, 2), k, n);
        QuantizedGemm.Multiply(a, m, k, packed, [], one, n, Activation.Gelu);
        QuantizedGemm.Multiply(a, m, k, packed, [], four, n, Activation.Gelu, threads: 4);
        Assert.That(four, Is.EqualTo(one));
    }

    [Test]
    public void Zeros_stay_zero_and_NaN_is_not_hidden()
    {
        var packed = QuantizedMatrix.Pack([1, 2, 3, 0, 0, 0], 2, 3);
        float[] c = new float[6];
        QuantizedGemm.Multiply([0, 0, 1, float.NaN], 2, 2, packed, [], c, 3);
        Assert.Multiple(() =>
        {
            Assert.That(c[..3], Is.All.Zero);
            Assert.That(c[3..], Is.All.NaN);
            Assert.That(() => QuantizedMatrix.Pack([1, float.PositiveInfinity], 2, 1), Throws.ArgumentException.With.Message.Contains("row 1, column 0"));
        });
    }
}
