namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Cuts whole numbers to the width of their type, as calculating in that type would.</summary>
internal static class Wrap
{
    public static void To(OnnxElementType type, Span<long> values)
    {
        switch (type)
        {
            case OnnxElementType.Int32:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (int)values[i];
                break;
            case OnnxElementType.UInt32:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (uint)values[i];
                break;
            case OnnxElementType.Int16:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (short)values[i];
                break;
            case OnnxElementType.UInt16:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (ushort)values[i];
                break;
        }
    }
}
