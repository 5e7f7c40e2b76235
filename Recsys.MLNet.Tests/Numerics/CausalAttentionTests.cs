using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class CausalAttentionTests
{
    private const int T = 6, Stride = 40;

    private static (float[] Weights, float[] Output) Run(float[] qkv, int width, float[] distance, float[] gap, byte[] classes)
    {
        float[] weights = new float[T * T], output = new float[T * width];
        Array.Fill(weights, 9);
        CausalAttention.Forward(qkv, qkv.AsSpan(width), qkv.AsSpan(2 * width), Stride, T, width, distance, gap, classes, weights, output, width);
        return (weights, output);
    }

    [Test]
    public void It_is_what_its_equation_says([Values(1, 3, 8, 12)] int width, [Values] bool gaps)
    {
        float[] qkv = TestNumbers.Uniform(T * Stride, 1, -2, 2), distance = TestNumbers.Uniform(T, 2), gap = gaps ? TestNumbers.Uniform(4, 3) : [];
        byte[] classes = [.. Enumerable.Range(0, T * T).Select(i => (byte)(i * 7 % 4))];
        var (weights, output) = Run(qkv, width, distance, gap, classes);
        for (int i = 0; i < T; i++)
        {
            double[] exps = [.. Enumerable.Range(0, i + 1).Select(j => Math.Exp(
                Enumerable.Range(0, width).Sum(f => (double)qkv[i * Stride + f] * qkv[j * Stride + width + f]) / Math.Sqrt(width) + distance[i - j] + (gaps ? gap[classes[i * T + j]] : 0)))];
            for (int j = 0; j < T; j++)
                Assert.That(weights[i * T + j], Is.EqualTo(j <= i ? exps[j] / exps.Sum() : 0).Within(j <= i ? 1e-5 : 0), "what lies ahead weighs exactly nothing");
            for (int f = 0; f < width; f++)
                Assert.That(output[i * width + f], Is.EqualTo(Enumerable.Range(0, i + 1).Sum(j => exps[j] / exps.Sum() * qkv[j * Stride + 2 * width + f])).Within(1e-5));
        }
    }

    [Test]
    public void Nothing_that_comes_later_changes_a_bit()
    {
        float[] qkv = TestNumbers.Uniform(T * Stride, 1), distance = TestNumbers.Uniform(T, 2);
        var before = Run(qkv, 8, distance, [], []).Output;
        qkv.AsSpan(4 * Stride).Fill(5);
        Assert.That(Run(qkv, 8, distance, [], []).Output[..(4 * 8)], Is.EqualTo(before[..(4 * 8)]));
    }

    [Test]
    public void Shifts_by_distance_and_gap_are_looked_up_alike_however_many_there_are([Values(1, 8, 15, 16, 17, 33, 50)] int behaviours, [Values(0, 4, 16)] int gaps)
    {
        float[] distance = TestNumbers.Uniform(50, 1), gap = TestNumbers.Uniform(gaps, 2), bias = new float[behaviours];
        byte[] classes = [.. Enumerable.Range(0, behaviours).Select(j => (byte)(j * 7 % Math.Max(1, gaps)))];
        PairBias.Compute(distance, gap, classes, bias);
        Assert.That(bias, Is.EqualTo(Enumerable.Range(0, behaviours).Select(j => gaps == 0 ? distance[behaviours - 1 - j] : distance[behaviours - 1 - j] + gap[classes[j]])));
    }
}
