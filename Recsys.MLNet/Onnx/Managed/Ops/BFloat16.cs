namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The upper half of a float, to nearest even.</summary>
internal static class BFloat16
{
    public static float Round(float value) => Widen(Narrow(value));

    public static ushort Narrow(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40); // keep it a NaN: rounding could carry into infinity
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);
}
