namespace Recsys.MLNet.Metrics;

/// <summary>Errors of predicted numbers, such as ratings.</summary>
/// <remarks><code>RMSE = √(Σ (p − y)² / n)          MAE = Σ |p − y| / n</code>NaN without any prediction.</remarks>
public static class RatingErrors
{
    /// <summary>Root of the mean squared error.</summary>
    public static double Rmse(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        CheckShapes(predicted, actual);
        double sum = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            double error = (double)predicted[i] - actual[i];
            sum += error * error;
        }
        return Math.Sqrt(sum / predicted.Length);
    }

    /// <summary>Mean absolute error.</summary>
    public static double Mae(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        CheckShapes(predicted, actual);
        double sum = 0;
        for (int i = 0; i < predicted.Length; i++)
            sum += Math.Abs((double)predicted[i] - actual[i]);
        return sum / predicted.Length;
    }

    private static void CheckShapes(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        if (predicted.Length != actual.Length)
            throw new ArgumentException($"predicted holds {predicted.Length} values and actual {actual.Length}; expected one prediction for each.");
    }
}
