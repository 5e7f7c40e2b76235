namespace Recsys.MLNet.Models;

/// <summary>A threshold in double as a threshold for floats.</summary>
internal static class FloatBound
{
    /// <summary>The largest float not above <paramref name="threshold"/>: x ≤ result exactly when (double)x ≤ threshold, for every float x.</summary>
    public static float Of(double threshold)
    {
        float rounded = (float)threshold;
        return rounded > threshold ? MathF.BitDecrement(rounded) : rounded;
    }
}
