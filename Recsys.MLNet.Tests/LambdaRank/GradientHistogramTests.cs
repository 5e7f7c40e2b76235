using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
[Category("Kernel")]
public sealed class GradientHistogramTests
{
    [TestCase(1, 1)]
    [TestCase(7, 3)]
    [TestCase(8, 513)]
    [TestCase(9, 1500)]
    [TestCase(40, 1025)]
    public unsafe void The_sums_equal_the_definition_bit_for_bit(int columns, int rows)
    {
        var random = new RandomStream(1, "hist");
        using var bins = new BinnedRows(rows, columns);
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                bins.Row(r)[c] = (byte)random.NextInt(c % 3 == 0 ? 2 : 256);
        var packed = new long[rows];
        for (int r = 0; r < rows; r++)
            packed[r] = (long)random.NextBits();
        int[] some = [.. Enumerable.Range(0, rows).Where(_ => random.NextInt(3) > 0)];
        int eights = bins.Stride / 8;
        var expected = new long[eights * 8 * GradientHistogram.Width];
        var sums = new long[expected.Length];
        GradientHistogram.Reference(bins, some, packed, expected);
        fixed (long* p = packed, s = sums)
        {
            GradientHistogram.Add(bins, some, p, s, 0, eights / 2);
            GradientHistogram.Add(bins, some, some.Length / 2, p, s, eights / 2, eights); // the rest in the call after it
            GradientHistogram.Add(bins, some.AsSpan(some.Length / 2), p, s, eights / 2, eights);
        }
        Assert.That(sums.AsSpan(0, columns * GradientHistogram.Width).SequenceEqual(expected.AsSpan(0, columns * GradientHistogram.Width)));
    }

    [Test]
    public void Packed_sums_give_back_the_sums_of_the_gradients()
    {
        const int Rows = 20_000;
        var random = new RandomStream(2, "pack");
        var (grad, hess) = (new float[Rows], new float[Rows]);
        for (int i = 0; i < Rows; i++)
        {
            grad[i] = (float)(random.NextGaussian() * Math.Exp(3 * random.NextGaussian()));
            hess[i] = random.NextFloat();
        }
        var packed = new PackedGradients(Rows);
        using var crew = new WorkCrew(2, default);
        packed.Pack(grad, hess, crew);
        long sum = packed.Values.Sum();
        double all = grad.Sum(g => Math.Abs((double)g));
        Assert.That(PackedGradients.SumG(sum) * packed.UnitG, Is.EqualTo(grad.Sum(g => (double)g)).Within(1e-7 * all));
        Assert.That(PackedGradients.SumH(sum) * packed.UnitH, Is.EqualTo(hess.Sum(h => (double)h)).Within(1e-7 * Rows));
    }

    [Test]
    public void Whole_hessians_are_exact()
    {
        var packed = new PackedGradients(1000);
        using var crew = new WorkCrew(1, default);
        packed.Pack(new float[1000], [.. Enumerable.Repeat(1f, 1000)], crew);
        Assert.That(PackedGradients.SumH(packed.Values.Sum()) * packed.UnitH, Is.EqualTo(1000));
    }

    [Test]
    public void Gradients_that_are_not_finite_are_refused()
    {
        using var crew = new WorkCrew(1, default);
        Assert.That(() => new PackedGradients(2).Pack([float.NaN, 1], [1, 1], crew), Throws.InvalidOperationException.With.Message.Contains("not finite"));
    }
}
