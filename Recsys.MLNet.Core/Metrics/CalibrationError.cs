namespace Recsys.MLNet.Metrics;

/// <summary>How far predicted probabilities are from the frequencies observed.</summary>
/// <remarks>
/// <code>ECE = Σ_b n_b/n · | mean p in bin b − share of positives in bin b |</code>
/// Bins hold equally many predictions each (equal masses), so that rare clicks do not all fall in one bin; equal predictions
/// stay in one bin. Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning", §2.
/// </remarks>
public static class CalibrationError
{
    /// <summary>Expected calibration error; NaN without any prediction.</summary>
    /// <param name="probabilities">Predicted probabilities, 0..1.</param>
    /// <param name="outcomes">Whether it happened.</param>
    /// <param name="weights">How many rows each stands for, where they are a sample; empty for 1 each. Bins then hold equally much weight.</param>
    /// <param name="bins">Number of bins. More see finer faults and need more data: some hundred predictions each.</param>
    public static double Compute(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> outcomes, ReadOnlySpan<float> weights = default, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (probabilities.Length != outcomes.Length)
            throw new ArgumentException($"probabilities holds {probabilities.Length} values and outcomes {outcomes.Length}; expected one outcome for each.");
        if (!weights.IsEmpty && weights.Length != outcomes.Length)
            throw new ArgumentException($"weights holds {weights.Length} values and outcomes {outcomes.Length}; expected one weight for each, or none.");
        int n = probabilities.Length;
        var sorted = probabilities.ToArray();
        var rows = new (bool Happened, double Weight)[n];
        double all = 0;
        for (int i = 0; i < n; i++)
        {
            rows[i] = (outcomes[i], weights.IsEmpty ? 1 : weights[i]);
            all += rows[i].Weight;
        }
        Array.Sort(sorted, rows);
        double error = 0, passed = 0;
        for (int from = 0, bin = 1; from < n; bin++)
        {
            double predicted = 0, happened = 0;
            int to = from;
            // A bin is full at its share of the weight, and equal predictions stay together.
            while (to < n && (to == from || passed + rows[to].Weight <= all * bin / bins * (1 + 1e-12) || sorted[to] == sorted[to - 1]))
            {
                predicted += rows[to].Weight * sorted[to];
                happened += rows[to].Happened ? rows[to].Weight : 0;
                passed += rows[to++].Weight;
            }
            error += Math.Abs(predicted - happened);
            from = to;
        }
        return error / all;
    }
}
