using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class GemmTests
{
    private static readonly (int M, int K, int N)[] Shapes =
    [
        (1, 1, 1), (1, 0, 3), (2, 3, 1), (1, 17, 130), (1, 64, 256), (3, 5, 7), (5, 16, 15), (6, 8, 16), (7, 9, 17), (11, 33, 31),
        (12, 4, 64), (13, 64, 65), (25, 100, 100), (50, 16, 33), (100, 7, 129), (4, 2500, 20), (0, 3, 4), (3, 4, 0),
    ];

    [Test]
    public void Every_width_orientation_and_shape_agrees_with_the_definition(
        [ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width, [Values] bool transposeA, [Values] bool transposeB, [Values] bool accumulate)
    {
        foreach (var (m, k, n) in Shapes)
        {
            int lda = (transposeA ? m : k) + 3, ldb = (transposeB ? k : n) + 1, ldc = n + 2;
            float[] a = TestNumbers.Uniform((transposeA ? k : m) * lda, 1), b = TestNumbers.Uniform((transposeB ? n : k) * ldb, 2);
            float[] wanted = TestNumbers.Uniform(m * ldc, 3), got = [.. wanted];
            Gemm.Reference(m, n, k, a, lda, transposeA, b, ldb, transposeB, wanted, ldc, accumulate);
            Gemm.Multiply(m, n, k, a, lda, transposeA, b, ldb, transposeB, got, ldc, accumulate, 1, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(1e-6 * (k + 10)), $"{m} x {k} x {n}"); // the padding beyond N is compared too
        }
    }

    [Test]
    public void Packed_products_agree_with_the_definition_in_every_width_and_format(
        [ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width, [Values] WeightFormat format, [Values] bool transposed, [Values] bool withBias)
    {
        foreach (var (m, k, n) in Shapes)
        {
            int lda = k + 1, ldc = n + 3;
            float[] a = TestNumbers.Uniform(m * lda, 1), b = TestNumbers.Uniform(k * n, 2), bias = withBias ? TestNumbers.Uniform(n, 4) : [];
            var rounded = Array.ConvertAll(b, x => format switch
            {
                WeightFormat.Brain16 => HalfFormat.FromBrain(HalfFormat.ToBrain(x)),
                WeightFormat.Half16 => HalfFormat.FromHalf(HalfFormat.ToHalf(x)),
                _ => x,
            });
            float[] wanted = TestNumbers.Uniform(m * ldc, 3), got = [.. wanted];
            for (int i = 0; withBias && i < m; i++)
                bias.CopyTo(wanted, i * ldc);
            Gemm.Reference(m, n, k, a, lda, false, rounded, transposed ? k : n, transposed, wanted, ldc, withBias);
            var packed = PackedMatrix.Pack(b, k, n, transposed ? k : n, transposed, format, (SimdWidth)width);
            Gemm.Multiply(a, m, lda, packed, bias, got, ldc);
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(1e-6 * (k + 10)), $"{m} x {k} x {n}");
        }
    }

    [Test]
    public void An_activation_is_applied_once_to_the_finished_sum(
        [ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width, [Values] Activation activation)
    {
        foreach (var (m, k, n) in new[] { (1, 5, 130), (7, 9, 17), (13, 2500, 33) })
        {
            float[] a = TestNumbers.Uniform(m * k, 1), b = TestNumbers.Uniform(k * n, 2), bias = TestNumbers.Uniform(n, 3);
            float[] plain = new float[m * n], got = new float[m * n];
            var packed = PackedMatrix.Pack(b, k, n, n, false, WeightFormat.Float32, (SimdWidth)width);
            Gemm.Multiply(a, m, k, packed, bias, plain, n);
            Gemm.Multiply(a, m, k, packed, bias, got, n, activation);
            var wanted = Array.ConvertAll(plain, x => (float)VectorMathTests.Exact(activation, x));
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(1e-4));
        }
    }

    [Test]
    public void Threads_and_the_other_rows_change_no_bit()
    {
        const int m = 61, k = 300, n = 200;
        float[] a = TestNumbers.Uniform(m * k, 1), b = TestNumbers.Uniform(k * n, 2), bias = TestNumbers.Uniform(n, 3);
        var packed = PackedMatrix.Pack(b, k, n);
        float[] all = new float[m * n], shared = new float[m * n], single = new float[n], general = new float[m * n], generalShared = new float[m * n];
        Gemm.Multiply(a, m, k, packed, bias, all, n);
        Gemm.Multiply(a, m, k, packed, bias, shared, n, threads: 5);
        Gemm.Multiply(m, n, k, a, k, false, b, n, false, general, n);
        Gemm.Multiply(m, n, k, a, k, false, b, n, false, generalShared, n, threads: 3);
        Assert.Multiple(() =>
        {
            Assert.That(shared, Is.EqualTo(all));
            Assert.That(generalShared, Is.EqualTo(general));
            for (int i = 0; i < m; i++)
            {
                Gemm.Multiply(a.AsSpan(i * k, k), 1, k, packed, bias, single, n);
                Assert.That(single, Is.EqualTo(all.AsSpan(i * n, n).ToArray()), $"row {i} alone");
            }
        });
    }

    [Test]
    public void NaN_and_infinity_come_through()
    {
        float[] a = [float.NaN, 1, 0, float.PositiveInfinity], b = [1, 2, 3, 4], c = new float[4];
        Gemm.Multiply(2, 2, 2, a, 2, false, b, 2, false, c, 2);
        Assert.That(c, Is.EqualTo(new[] { float.NaN, float.NaN, float.PositiveInfinity, float.PositiveInfinity }));
    }

    [Test]
    public void Wrong_shapes_are_refused_with_what_was_expected()
    {
        var packed = PackedMatrix.Pack(new float[6], 2, 3);
        Assert.Multiple(() =>
        {
            Assert.That(() => PackedMatrix.Pack(new float[5], 2, 3), Throws.ArgumentException.With.Message.Contains("expected 2 rows x 3 columns = 6"));
            Assert.That(() => Gemm.Multiply(new float[3], 2, 2, packed, [], new float[6], 3), Throws.ArgumentException.With.Message.Contains("expected at least 4"));
            Assert.That(() => Gemm.Multiply(new float[4], 2, 2, packed, [], new float[5], 3), Throws.ArgumentException.With.Message.Contains("c holds 5"));
            Assert.That(() => Gemm.Multiply(new float[4], 2, 2, packed, new float[2], new float[6], 3), Throws.ArgumentException.With.Message.Contains("bias holds 2"));
            Assert.That(() => Gemm.Multiply(2, 2, 2, new float[4], 1, false, new float[4], 2, false, new float[4], 2), Throws.ArgumentException.With.Message.Contains("leading dimension of at least 2"));
        });
    }
}
