namespace Recsys.MLNet.Behavior;

/// <summary>Cuts what a behaviour was worth (a rating, seconds of dwell, a quantity) into classes, two for each doubling.</summary>
public static class ValueClass
{
    /// <summary>Number of classes: 0 for nothing or less, then from about a sixth to about six thousand.</summary>
    public const int Count = 32;

    /// <summary>The class of a value; one that is no number counts as nothing.</summary>
    public static int Of(float value) => value > 0 ? (int)Math.Clamp(MathF.Round(2 * MathF.Log2(value)) + 6, 1, Count - 1) : 0;
}
