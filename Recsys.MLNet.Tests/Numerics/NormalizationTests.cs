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
    public void Rows_of_other_lengths_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Softmax.Compute(new float[3], new float[3], 1, new float[2]), Throws.ArgumentException.With.Message.Contains("bias 2"));
        Assert.That(() => LayerNorm.Compute(new float[3], new float[2], [], 1, new float[3]), Throws.ArgumentException.With.Message.Contains("gain 2"));
        Assert.That(() => RmsNorm.Compute(new float[3], [], 1, new float[2]), Throws.ArgumentException.With.Message.Contains("y 2"));
    });
}
