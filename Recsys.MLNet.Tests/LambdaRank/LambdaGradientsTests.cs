using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
[Category("Kernel")]
public sealed class LambdaGradientsTests
{
    [Test]
    public void The_vectors_agree_with_the_definition(
        [Values(2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 64, 100)] int documents, [Values(1, 5, 30, 200)] int truncation, [Values] bool normalize)
    {
        var (scores, gains, discounts) = Query(documents);
        var (g, h) = (new float[documents + LambdaGradients.Padding], new float[documents + LambdaGradients.Padding]);
        var (g0, h0) = (new float[documents], new float[documents]);
        LambdaGradients.ForQuery(scores, gains, discounts, documents, 0.07f, truncation, 1.3f, normalize, g, h);
        LambdaGradients.Reference(scores, gains, discounts, documents, 0.07f, truncation, 1.3f, normalize, g0, h0);
        double scale = g0.Max(MathF.Abs) + 1e-9;
        Assert.That(g[..documents], Is.EqualTo(g0).Within(2e-5 * scale));
        Assert.That(h[..documents], Is.EqualTo(h0).Within(2e-5 * (h0.Max() + 1e-9)));
        Assert.That(g[..documents].Sum(v => (double)v), Is.EqualTo(0).Within(1e-5 * documents * scale));
        Assert.That(h[..documents], Is.All.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Equal_gains_leave_a_query_alone()
    {
        var (scores, _, discounts) = Query(20);
        var (g, h) = (new float[36], new float[36]);
        LambdaGradients.ForQuery(scores, new float[36], discounts, 20, 1, 30, 1, true, g, h);
        Assert.That(g[..20], Is.All.Zero);
        Assert.That(h[..20], Is.All.Zero);
    }

    [Test]
    public void A_relevant_document_ranked_last_is_pushed_up()
    {
        var scores = new float[3 + LambdaGradients.Padding];
        (scores[0], scores[1], scores[2]) = (2, 1, 0);
        var gains = new float[scores.Length];
        gains[2] = 3;
        var (g, h) = (new float[scores.Length], new float[scores.Length]);
        LambdaGradients.ForQuery(scores, gains, [1, 0.63f, 0.5f], 3, 1 / 3f, 30, 1, false, g, h);
        // By hand: λ₀ = 1/(1+e^−2)·(1 − .5)·3/3, λ₁ = 1/(1+e^−1)·(.63 − .5)·3/3
        double first = 0.5 / (1 + Math.Exp(-2)), second = 0.13 / (1 + Math.Exp(-1));
        Assert.That(g[2], Is.EqualTo(-(first + second)).Within(1e-5));
        Assert.That(g[0], Is.EqualTo(first).Within(1e-5));
        Assert.That(g[1], Is.EqualTo(second).Within(1e-5));
    }

    [Test]
    public void Short_spans_are_refused() =>
        Assert.That(() => LambdaGradients.ForQuery(new float[3], new float[3], new float[3], 3, 1, 30, 1, true, new float[3], new float[3]), Throws.ArgumentException);

    private static (float[] Scores, float[] Gains, float[] Discounts) Query(int documents)
    {
        var random = new RandomStream(documents, "query");
        var scores = new float[documents + LambdaGradients.Padding];
        var gains = new float[scores.Length];
        for (int i = 0; i < documents; i++)
        {
            scores[i] = (float)random.NextGaussian() * 3;
            gains[i] = (1 << random.NextInt(5)) - 1;
        }
        scores.AsSpan(0, documents).Sort();
        scores.AsSpan(0, documents).Reverse();
        float[] discounts = [.. Enumerable.Range(0, documents).Select(r => (float)(1 / Math.Log2(2 + r)))];
        return (scores, gains, discounts);
    }
}
