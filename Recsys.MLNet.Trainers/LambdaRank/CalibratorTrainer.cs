using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Fits calibrators on scores and outcomes of rows that the model was not fitted on: a later window.</summary>
public static class CalibratorTrainer
{
    /// <summary>The best rising curve, by pooling neighbours that fall; linear between the pools' mean scores.</summary>
    /// <remarks>Minimises Σ (p(sᵢ) − yᵢ)² over all p that never fall. Ayer et al. 1955; O(n log n).</remarks>
    /// <param name="scores">Scores.</param>
    /// <param name="outcomes">Whether it happened.</param>
    /// <param name="weights">How many rows each stands for, above 0, where they are a sample; empty for 1 each.</param>
    public static IsotonicCalibrator Isotonic(ReadOnlySpan<float> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<float> weights = default)
    {
        var (sorted, happened, rows) = Sorted(scores, outcomes, weights);
        var pools = new List<(double Score, double Happened, double Rows)>();
        for (int i = 0; i < sorted.Length; i++)
        {
            // Equal scores are one point, whatever their order.
            if (pools.Count > 0 && i > 0 && sorted[i] == sorted[i - 1])
                pools[^1] = (pools[^1].Score + rows[i] * sorted[i], pools[^1].Happened + rows[i] * happened[i], pools[^1].Rows + rows[i]);
            else
                pools.Add((rows[i] * sorted[i], rows[i] * happened[i], rows[i]));
            bool groupEnds = i + 1 == sorted.Length || sorted[i + 1] != sorted[i];
            while (groupEnds && pools.Count > 1 && pools[^2].Happened / pools[^2].Rows >= pools[^1].Happened / pools[^1].Rows)
            {
                var last = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Score + last.Score, pools[^1].Happened + last.Happened, pools[^1].Rows + last.Rows);
            }
        }
        return new IsotonicCalibrator([.. pools.Select(p => p.Score / p.Rows)], [.. pools.Select(p => p.Happened / p.Rows)]);
    }

    /// <summary>A sigmoid by maximum likelihood, its targets drawn in from 0 and 1.</summary>
    /// <remarks>Newton's method with a line search. Lin, Lin and Weng 2007, "A note on Platt's probabilistic outputs for support vector machines".</remarks>
    /// <param name="scores">Scores.</param>
    /// <param name="outcomes">Whether it happened.</param>
    /// <param name="weights">How many rows each stands for, above 0, where they are a sample; empty for 1 each.</param>
    public static PlattCalibrator Platt(ReadOnlySpan<float> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<float> weights = default)
    {
        var (sorted, happened, rows) = Sorted(scores, outcomes, weights);
        double positives = happened.Zip(rows, (h, w) => h * w).Sum(), negatives = rows.Sum() - positives;
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        double a = 0, b = Math.Log((negatives + 1) / (positives + 1)), loss = Loss(sorted, happened, rows, high, low, a, b);
        for (int step = 0; step < 100; step++)
        {
            double ga = 0, gb = 0, haa = 1e-12, hab = 0, hbb = 1e-12;
            for (int i = 0; i < sorted.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(a * sorted[i] + b)), target = happened[i] > 0 ? high : low, d = rows[i] * (target - p), w = rows[i] * p * (1 - p);
                ga += d * sorted[i];
                gb += d;
                haa += w * sorted[i] * sorted[i];
                hab += w * sorted[i];
                hbb += w;
            }
            if (Math.Abs(ga) < 1e-7 * (positives + negatives) && Math.Abs(gb) < 1e-7 * (positives + negatives))
                break;
            double determinant = haa * hbb - hab * hab;
            double da = -(hbb * ga - hab * gb) / determinant, db = -(haa * gb - hab * ga) / determinant, length = 1;
            double next = Loss(sorted, happened, rows, high, low, a + da, b + db);
            while (!(next < loss) && length > 1e-10)
            {
                length /= 2;
                next = Loss(sorted, happened, rows, high, low, a + length * da, b + length * db);
            }
            if (!(next < loss))
                break;
            (a, b, loss) = (a + length * da, b + length * db, next);
        }
        return new PlattCalibrator(a, b);
    }

    private static double Loss(double[] scores, double[] happened, double[] rows, double high, double low, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double x = a * scores[i] + b, target = happened[i] > 0 ? high : low;
            sum += rows[i] * (x >= 0 ? target * x + Math.Log(1 + Math.Exp(-x)) : (target - 1) * x + Math.Log(1 + Math.Exp(x)));
        }
        return sum;
    }

    /// <summary>All three in order of the scores.</summary>
    private static (double[] Scores, double[] Happened, double[] Weights) Sorted(ReadOnlySpan<float> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<float> weights)
    {
        if (scores.Length != outcomes.Length || scores.Length == 0)
            throw new ArgumentException($"There are {scores.Length} scores and {outcomes.Length} outcomes; a calibrator needs as many of both, and at least one.");
        if (weights.Length != 0 && weights.Length != scores.Length)
            throw new ArgumentException($"There are {scores.Length} scores and {weights.Length} weights; expected one for each, or none.");
        var sorted = new double[scores.Length];
        var rows = new (double Happened, double Weight)[scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
                throw new ArgumentException($"Score {i} is {scores[i]}; calibration needs finite scores.");
            float weight = weights.IsEmpty ? 1 : weights[i];
            if (!(weight > 0) || !float.IsFinite(weight))
                throw new ArgumentException($"Weight {i} is {weight}; expected a number above 0.");
            (sorted[i], rows[i]) = (scores[i], (outcomes[i] ? 1 : 0, weight));
        }
        Array.Sort(sorted, rows);
        return (sorted, Array.ConvertAll(rows, r => r.Happened), Array.ConvertAll(rows, r => r.Weight));
    }
}
