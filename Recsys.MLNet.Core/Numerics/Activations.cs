namespace Recsys.MLNet.Numerics;

/// <summary>Applies an <see cref="Activation"/> in place to a strip of C that is still in cache.</summary>
internal static unsafe class Activations<TSimd, V>
    where TSimd : struct, ISimd<V>
    where V : struct
{
    public static void Apply(Activation activation, float* c, nint cRow, int rows, int columns)
    {
        for (int i = 0; i < rows; i++, c += cRow)
        {
            switch (activation)
            {
                case Activation.Relu:
                    LaneMap.Run<ReluFunction, TSimd, V>(c, c, columns);
                    break;
                case Activation.Gelu:
                    LaneMap.Run<GeluFunction, TSimd, V>(c, c, columns);
                    break;
                case Activation.GeluTanh:
                    LaneMap.Run<GeluTanhFunction, TSimd, V>(c, c, columns);
                    break;
                case Activation.Silu:
                    LaneMap.Run<SiluFunction, TSimd, V>(c, c, columns);
                    break;
            }
        }
    }
}
