using System.Buffers;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Puts the head of a list in the order of scores that were moved by how little is known of each item.</summary>
/// <remarks>
/// <code>
/// θ_c ~ Beta(clicks_c + k·p, exposures_c − clicks_c + k·(1 − p))         p, k the click rate of all items and its strength
/// key = r_c + τ·(θ_c − E[θ_c]) / p                                        r the score scaled to 0..1 over the head
/// </code>
/// Chapelle and Li 2011, "An empirical evaluation of Thompson sampling", §3. Gamma variates by Marsaglia and Tsang 2000. Propensities become NaN.
/// </remarks>
internal static class ThompsonDraw
{
    public static void Reorder(RecallContext request, CandidateSet candidates, int head, float temperature, RandomStream random)
    {
        var order = candidates.Order[..Math.Min(head, candidates.Ordered)];
        var (mean, strength) = request.State.ClickPrior;
        double rate = double.IsNaN(mean) ? 0.05 : Math.Clamp(mean, 0.001, 0.999);
        float worst = candidates.Scores[order[^1]], range = candidates.Scores[order[0]] - worst;
        float[] keys = ArrayPool<float>.Shared.Rent(order.Length);
        for (int i = 0; i < order.Length; i++)
        {
            var item = candidates.StateOf(order[i]);
            double trials = item.Total(BehaviorStage.Exposure), hits = Math.Min(trials, item.ClickThroughs);
            double a = hits + strength * rate, b = trials - hits + strength * (1 - rate), x = Gamma(a, random), y = Gamma(b, random);
            keys[i] = -((range > 0 ? (candidates.Scores[order[i]] - worst) / range : 0) + (float)(temperature * (x / (x + y) - a / (a + b)) / rate));
            candidates.Propensities[order[i]] = float.NaN;
        }
        keys.AsSpan(0, order.Length).Sort(order);
        ArrayPool<float>.Shared.Return(keys);
    }

    private static double Gamma(double shape, RandomStream random)
    {
        if (shape < 1)
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextGaussian(), v = 1 + c * x;
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }
}
