using System.Runtime.CompilerServices;

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
            var work = new Work<TFunction> { X = from, Y = to, N = x.Length };
            SimdWidths.Run(ref work, width);
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

    private struct Work<TFunction> : ISimdWork where TFunction : struct, ILaneFunction
    {
        public float* X, Y;
        public int N;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct => LaneMap.Run<TFunction, TSimd, V>(X, Y, N);
    }
}
