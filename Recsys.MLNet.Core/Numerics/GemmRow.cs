using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>How a kernel reads one vector of packed values, whatever their format.</summary>
internal unsafe interface IPanelValues<TSimd, V> where TSimd : struct, ISimd<V> where V : struct
{
    static abstract V Load(void* panel, nint index);
}

internal readonly unsafe struct FloatValues<TSimd, V> : IPanelValues<TSimd, V> where TSimd : struct, ISimd<V> where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(void* panel, nint index) => TSimd.Load((float*)panel + index);
}

internal readonly unsafe struct BrainValues<TSimd, V> : IPanelValues<TSimd, V> where TSimd : struct, ISimd<V> where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(void* panel, nint index) => TSimd.LoadBrain((ushort*)panel + index);
}

internal readonly unsafe struct HalfValues<TSimd, V> : IPanelValues<TSimd, V> where TSimd : struct, ISimd<V> where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(void* panel, nint index) => TSimd.LoadHalf((ushort*)panel + index);
}

/// <summary>One row times B: eight vectors of C at once, so that eight sums hide the latency of the multiply-add.</summary>
/// <remarks>
/// <code>c[j] = start[j] + Σ_k a[k] · B[k, j]</code>
/// Shapes: a (K) at its own step; B in panels; c (8·lanes) of adjoining panels. Reads every value of B once: bound by streaming it.
/// The order of each sum is that of the tile, so one row gives bit for bit what it gives among many.
/// </remarks>
internal static unsafe class GemmRow<TSimd, V>
    where TSimd : struct, ISimd<V>
    where V : struct
{
    /// <summary>Works through whole groups of eight vectors; returns the first panel that is left.</summary>
    public static int Run(in GemmCall call, int row, int fromPanel, int toPanel)
    {
        int lanes = TSimd.Count, width = call.Panels.Width;
        int group = 8 * lanes / width; // panels in a group
        int last = call.Panels.Columns / width; // only whole panels
        float* a = call.A + row * call.ARow, c = call.C + row * call.CRow;
        int panel = fromPanel;
        for (; panel + group <= Math.Min(toPanel, last); panel += group)
        {
            float* at = c + (nint)panel * width, bias = call.Bias == null ? null : call.Bias + (nint)panel * width;
            switch (call.Format)
            {
                case WeightFormat.Float32:
                    Group<FloatValues<TSimd, V>>(a, call.AStep, call.K, (float*)call.B + call.Panels.OffsetOf(panel), width, at, bias, call.Accumulate);
                    break;
                case WeightFormat.Brain16:
                    Group<BrainValues<TSimd, V>>(a, call.AStep, call.K, (ushort*)call.B + call.Panels.OffsetOf(panel), width, at, bias, call.Accumulate);
                    break;
                default:
                    Group<HalfValues<TSimd, V>>(a, call.AStep, call.K, (ushort*)call.B + call.Panels.OffsetOf(panel), width, at, bias, call.Accumulate);
                    break;
            }
            if (call.Activation != Activation.None)
                Activations<TSimd, V>.Apply(call.Activation, at, 0, 1, group * width);
        }
        return panel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Group<TValues>(float* a, nint aStep, nint k, void* b, nint width, float* c, float* bias, bool accumulate)
        where TValues : struct, IPanelValues<TSimd, V>
    {
        int lanes = TSimd.Count;
        // Where the second, third and fourth pair of vectors begins: in the same panel or in the next.
        nint pair = 2 * lanes, second = width == pair ? pair * k : pair, third = (2 * pair / width) * width * k, fourth = third + second;
        if (width == pair)
            fourth = 3 * pair * k;
        float* start = bias != null ? bias : accumulate ? c : null;
        V c0 = TSimd.Splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        if (start != null)
        {
            c0 = TSimd.Load(start);
            c1 = TSimd.Load(start + lanes);
            c2 = TSimd.Load(start + 2 * lanes);
            c3 = TSimd.Load(start + 3 * lanes);
            c4 = TSimd.Load(start + 4 * lanes);
            c5 = TSimd.Load(start + 5 * lanes);
            c6 = TSimd.Load(start + 6 * lanes);
            c7 = TSimd.Load(start + 7 * lanes);
        }
        nint o = 0;
        for (nint i = 0; i < k; i++, a += aStep, o += width)
        {
            V x = TSimd.Splat(*a);
            c0 = TSimd.MulAdd(x, TValues.Load(b, o), c0);
            c1 = TSimd.MulAdd(x, TValues.Load(b, o + lanes), c1);
            c2 = TSimd.MulAdd(x, TValues.Load(b, o + second), c2);
            c3 = TSimd.MulAdd(x, TValues.Load(b, o + second + lanes), c3);
            c4 = TSimd.MulAdd(x, TValues.Load(b, o + third), c4);
            c5 = TSimd.MulAdd(x, TValues.Load(b, o + third + lanes), c5);
            c6 = TSimd.MulAdd(x, TValues.Load(b, o + fourth), c6);
            c7 = TSimd.MulAdd(x, TValues.Load(b, o + fourth + lanes), c7);
        }
        TSimd.Store(c0, c);
        TSimd.Store(c1, c + lanes);
        TSimd.Store(c2, c + 2 * lanes);
        TSimd.Store(c3, c + 3 * lanes);
        TSimd.Store(c4, c + 4 * lanes);
        TSimd.Store(c5, c + 5 * lanes);
        TSimd.Store(c6, c + 6 * lanes);
        TSimd.Store(c7, c + 7 * lanes);
    }
}
