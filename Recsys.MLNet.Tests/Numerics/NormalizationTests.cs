using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class NormalizationTests
{
    [Test]
    public void Softmax_agrees_with_the_definition_with_scale_and_mask([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        foreach (int n in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(n, n, -30, 30), bias = TestNumbers.Uniform(n, n + 1), wanted = new float[n], got = new float[n];
            for (int i = 0; i < n; i += 3)
                bias[i] = float.NegativeInfinity;
            Softmax.Reference(x, wanted, 0.5f, bias);
            Softmax.Compute(x, got, 0.5f, bias, (SimdWidth)width);
            Assert.Multiple(() =>
            {
                Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(2e-6), $"length {n}");
                Assert.That(got.Where((_, i) => i % 3 == 0), Is.All.EqualTo(0), "masked positions get exactly nothing");
                Assert.That(n < 2 ? 1 : got.Sum(), Is.EqualTo(1).Within(1e-5));
            });
        }
    }

    [Test]
    public void Softmax_survives_large_scores_and_tells_of_NaN([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        float[] Of(params float[] x)
        {
            var y = new float[x.Length];
            Softmax.Compute(x, y, 1, [], (SimdWidth)width);
            return y;
        }
        const float No = float.NegativeInfinity;
        Assert.Multiple(() =>
        {
            Assert.That(Of(100, 101, 102), Is.EqualTo(new[] { 0.09003057f, 0.24472848f, 0.66524094f }).Within(1e-6));
            Assert.That(Of(7, 7, 7, 7), Is.All.EqualTo(0.25f));
            Assert.That(Of([.. Enumerable.Repeat(No, 20)]), Is.All.EqualTo(0), "nothing to attend to");
            Assert.That(Of([.. Enumerable.Repeat(1f, 20), float.NaN]), Is.All.NaN);
            Assert.That(Of([float.NaN, .. Enumerable.Repeat(No, 20)]), Is.All.NaN);
            Assert.That(Of([float.PositiveInfinity, .. Enumerable.Repeat(1f, 20)]), Is.All.NaN);
        });
    }

    [Test]
    public void Layer_and_mean_square_normalisation_agree_with_their_definitions([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        foreach (int n in TestNumbers.Lengths.Where(n => n > 0))
        {
            float[] x = TestNumbers.Uniform(n, n, 90, 110), gain = TestNumbers.Uniform(n, n + 1), shift = TestNumbers.Uniform(n, n + 2);
            float[] wanted = new float[n], got = new float[n];
            LayerNorm.Reference(x, gain, shift, 1e-5f, wanted);
            LayerNorm.Compute(x, gain, shift, 1e-5f, got, out float mean, out float inverse, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(n == 1 ? 1e-3 : 2e-5), $"layer norm, length {n}");
            Assert.That(mean, Is.EqualTo(x.Average()).Within(1e-4));
            Assert.That(inverse, Is.EqualTo(1 / Math.Sqrt(x.Select(v => Math.Pow(v - x.Average(), 2)).Average() + 1e-5)).Within(0.1).Percent);
            LayerNorm.Compute(x, [], [], 1e-5f, got, out _, out _, (SimdWidth)width);
            LayerNorm.Reference(x, [], [], 1e-5f, wanted);
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(n == 1 ? 1e-3 : 2e-5), $"without gain, length {n}");
            RmsNorm.Reference(x, gain, 1e-5f, wanted);
            RmsNorm.Compute(x, gain, 1e-5f, got, out _, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(got, wanted), Is.LessThan(2e-6), $"mean square, length {n}");
        }
    }

    [Test]
    public void Rows_of_softmax_under_one_mask_or_one_each_are_those_of_single_rows([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width, [Values(0, 1)] int each)
    {
        const int Count = 5;
        foreach (int n in TestNumbers.Lengths.Where(n => n > 0).Concat([32, 48]))
        {
            float[] rows = TestNumbers.Uniform(Count * n, n, -30, 30), bias = TestNumbers.Uniform(Count * n, n + 1), wanted = new float[Count * n];
            bias[0] = float.NegativeInfinity;
            for (int i = 0; i < Count; i++)
                Softmax.Reference(rows.AsSpan(i * n, n), wanted.AsSpan(i * n, n), 0.5f, bias.AsSpan(each * i * n, n));
            Softmax.Rows(rows, n, 0.5f, bias, each * n, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(rows, wanted), Is.LessThan(2e-6), $"length {n}");
        }
        var nothing = Enumerable.Repeat(float.NegativeInfinity, 2 * 32).Append(float.NaN).Concat(new float[31]).ToArray();
        Softmax.Rows(nothing, 32, 1, [], 0, (SimdWidth)width);
        Assert.That(nothing[..64], Is.All.EqualTo(0), "nothing to attend to");
        Assert.That(nothing[64..], Is.All.NaN);
    }

    [Test]
    public void Normalised_sums_of_rows_agree_with_the_definition([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        const int Count = 3;
        foreach (int n in TestNumbers.Lengths.Where(n => n > 1))
        {
            float[] x = TestNumbers.Uniform(Count * n, n), y = TestNumbers.Uniform(Count * n, n + 1), gain = TestNumbers.Uniform(n, n + 2), shift = TestNumbers.Uniform(n, n + 3);
            float[] sums = [.. x.Zip(y, (a, b) => a + b)], wanted = new float[Count * n];
            for (int i = 0; i < Count; i++)
                LayerNorm.Reference(sums.AsSpan(i * n, n), gain, shift, 1e-5f, wanted.AsSpan(i * n, n));
            LayerNorm.SumRows(x, y, gain, shift, 1e-5f, x, (SimdWidth)width);
            Assert.That(TestNumbers.LargestDifference(x, wanted), Is.LessThan(2e-5), $"length {n}");
        }
    }

    [Test]
    public void Rows_of_other_lengths_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Softmax.Compute(new float[3], new float[3], 1, new float[2]), Throws.ArgumentException.With.Message.Contains("bias 2"));
        Assert.That(() => LayerNorm.Compute(new float[3], new float[2], [], 1, new float[3]), Throws.ArgumentException.With.Message.Contains("gain 2"));
        Assert.That(() => Softmax.Rows(new float[6], 4, 1, [], 0), Throws.ArgumentException.With.Message.Contains("no rows of 4"));
        Assert.That(() => Softmax.Rows(new float[6], 3, 1, new float[4], 3), Throws.ArgumentException.With.Message.Contains("bias, which holds 4"));
        Assert.That(() => LayerNorm.SumRows(new float[3], new float[3], new float[2], new float[2], 1, new float[3]), Throws.ArgumentException.With.Message.Contains("gain 2"));
        Assert.That(() => RmsNorm.Compute(new float[3], [], 1, new float[2]), Throws.ArgumentException.With.Message.Contains("y 2"));
    });
}
