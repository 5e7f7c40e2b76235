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
    /// <param name="bins">Number of bins. More see finer faults and need more data: some hundred predictions each.</param>
    public static double Compute(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> outcomes, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (probabilities.Length != outcomes.Length)
            throw new ArgumentException($"probabilities holds {probabilities.Length} values and outcomes {outcomes.Length}; expected one outcome for each.");
        int n = probabilities.Length;
        var sorted = probabilities.ToArray();
        var outcome = outcomes.ToArray();
        Array.Sort(sorted, outcome);
        double error = 0;
        for (int from = 0, bin = 1; from < n; bin++)
        {
            int to = Math.Max(from + 1, (int)((long)n * bin / bins));
            while (to < n && sorted[to] == sorted[to - 1])
                to++;
            double predicted = 0, happened = 0;
            for (int i = from; i < to; i++)
            {
                predicted += sorted[i];
                happened += outcome[i] ? 1 : 0;
            }
            error += Math.Abs(predicted - happened);
            from = to;
        }
        return error / n;
    }
}
