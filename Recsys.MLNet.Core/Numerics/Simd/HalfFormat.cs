namespace Recsys.MLNet.Numerics;

/// <summary>Constants and roundings of the two 16-bit formats that weights may be stored in.</summary>
internal static class HalfFormat
{
    /// <summary>2¹¹²: moves a half's exponent, read in a float's place, from bias 15 to bias 127.</summary>
    public const float BiasScale = 5.192296858534828e33f;

    /// <summary>The nearest bfloat16, ties to even; NaN stays NaN.</summary>
    public static ushort ToBrain(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The float of a bfloat16.</summary>
    public static float FromBrain(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>The nearest half; a magnitude above its range becomes the largest half, as a weight should.</summary>
    public static ushort ToHalf(float value) =>
        BitConverter.HalfToUInt16Bits((Half)Math.Clamp(value, -65504f, 65504f));

    /// <summary>The float of a half.</summary>
    public static float FromHalf(ushort value) => (float)BitConverter.UInt16BitsToHalf(value);
}
