using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>Applies a function to every number of a row: whole vectors, then the rest one by one through the same formula.</summary>
internal static unsafe class LaneMap
{
    public static void Run<TFunction>(ReadOnlySpan<float> x, Span<float> y, SimdWidth width) where TFunction : struct, ILaneFunction
    {
        if (y.Length != x.Length)
            throw new ArgumentException($"y holds {y.Length} values; expected {x.Length}, as many as x.", nameof(y));
        fixed (float* from = x, to = y)
        {
            switch (width)
            {
                case SimdWidth.Bits512:
                    Run<TFunction, Simd512, Vector512<float>>(from, to, x.Length);
                    break;
                case SimdWidth.Bits256:
                    Run<TFunction, Simd256, Vector256<float>>(from, to, x.Length);
                    break;
                case SimdWidth.Bits128:
                    Run<TFunction, Simd128, Vector128<float>>(from, to, x.Length);
                    break;
                default:
                    Run<TFunction, Simd1, float>(from, to, x.Length);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFunction, TSimd, V>(float* x, float* y, int n)
        where TFunction : struct, ILaneFunction
        where TSimd : struct, ISimd<V>
        where V : struct
    {
        int i = 0;
        for (; i <= n - TSimd.Count; i += TSimd.Count)
            TSimd.Store(TFunction.Of<TSimd, V>(TSimd.Load(x + i)), y + i);
        for (; i < n; i++)
            y[i] = TFunction.Of<Simd1, float>(x[i]);
    }
}
