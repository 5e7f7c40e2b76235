using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Numerics;

/// <summary>The innermost product: a tile of up to six rows and four vectors of C, held in registers over the whole of K.</summary>
/// <remarks>
/// <code>C[i, j] = start[i, j] + Σ_k A[i, k] · B[k, j]      start = bias[j], or C[i, j], or 0</code>
/// Shapes: A (R, K) at row stride and k stride in floats, so a transposed A needs no copy; B (K, V·lanes) at its own stride; C (R, V·lanes).
/// R and V are type parameters: accumulators beyond them are never made. Each element adds its products in the order of k,
/// whatever the tile, the width of the vectors or the number of threads. The caller guarantees that whole vectors may be read and written.
/// </remarks>
internal static unsafe class GemmTile<TSimd, V, TRows, TVectors>
    where TSimd : struct, ISimd<V>
    where V : struct
    where TRows : struct, INumber
    where TVectors : struct, INumber
{
    /// <summary>One tile.</summary>
    /// <param name="a">A.</param>
    /// <param name="aRow">From a row of A to the next.</param>
    /// <param name="aStep">From a value of a row to the next.</param>
    /// <param name="b">B.</param>
    /// <param name="bStep">From a row of B to the next.</param>
    /// <param name="k">The dimension summed over.</param>
    /// <param name="c">C.</param>
    /// <param name="cRow">From a row of C to the next.</param>
    /// <param name="bias">Where sums start, or null.</param>
    /// <param name="accumulate">Whether they start from C.</param>
    /// <param name="next">Memory that a later tile will read, asked for meanwhile; harmless whatever it is.</param>
    /// <param name="nextStep">Bytes of it for each step of k; 0 asks for nothing new.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, nint aRow, nint aStep, float* b, nint bStep, nint k, float* c, nint cRow, float* bias, bool accumulate, byte* next, nint nextStep)
    {
        int lanes = TSimd.Count;
        V zero = TSimd.Splat(0);
        V c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        V c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        V c20 = zero, c21 = zero, c22 = zero, c23 = zero;
        V c30 = zero, c31 = zero, c32 = zero, c33 = zero;
        V c40 = zero, c41 = zero, c42 = zero, c43 = zero;
        V c50 = zero, c51 = zero, c52 = zero, c53 = zero;
        if (bias != null)
        {
            c00 = TSimd.Load(bias);
            if (TVectors.Value > 1)
                c01 = TSimd.Load(bias + 1 * lanes);
            if (TVectors.Value > 2)
                c02 = TSimd.Load(bias + 2 * lanes);
            if (TVectors.Value > 3)
                c03 = TSimd.Load(bias + 3 * lanes);
            (c10, c11, c12, c13) = (c00, c01, c02, c03);
            (c20, c21, c22, c23) = (c00, c01, c02, c03);
            (c30, c31, c32, c33) = (c00, c01, c02, c03);
            (c40, c41, c42, c43) = (c00, c01, c02, c03);
            (c50, c51, c52, c53) = (c00, c01, c02, c03);
        }
        else if (accumulate)
        {
            float* row = c;
            c00 = TSimd.Load(row);
            if (TVectors.Value > 1)
                c01 = TSimd.Load(row + 1 * lanes);
            if (TVectors.Value > 2)
                c02 = TSimd.Load(row + 2 * lanes);
            if (TVectors.Value > 3)
                c03 = TSimd.Load(row + 3 * lanes);
            if (TRows.Value > 1)
            {
                row += cRow;
                c10 = TSimd.Load(row);
                if (TVectors.Value > 1)
                    c11 = TSimd.Load(row + 1 * lanes);
                if (TVectors.Value > 2)
                    c12 = TSimd.Load(row + 2 * lanes);
                if (TVectors.Value > 3)
                    c13 = TSimd.Load(row + 3 * lanes);
            }
            if (TRows.Value > 2)
            {
                row += cRow;
                c20 = TSimd.Load(row);
                if (TVectors.Value > 1)
                    c21 = TSimd.Load(row + 1 * lanes);
                if (TVectors.Value > 2)
                    c22 = TSimd.Load(row + 2 * lanes);
                if (TVectors.Value > 3)
                    c23 = TSimd.Load(row + 3 * lanes);
            }
            if (TRows.Value > 3)
            {
                row += cRow;
                c30 = TSimd.Load(row);
                if (TVectors.Value > 1)
                    c31 = TSimd.Load(row + 1 * lanes);
                if (TVectors.Value > 2)
                    c32 = TSimd.Load(row + 2 * lanes);
                if (TVectors.Value > 3)
                    c33 = TSimd.Load(row + 3 * lanes);
            }
            if (TRows.Value > 4)
            {
                row += cRow;
                c40 = TSimd.Load(row);
                if (TVectors.Value > 1)
                    c41 = TSimd.Load(row + 1 * lanes);
                if (TVectors.Value > 2)
                    c42 = TSimd.Load(row + 2 * lanes);
                if (TVectors.Value > 3)
                    c43 = TSimd.Load(row + 3 * lanes);
            }
            if (TRows.Value > 5)
            {
                row += cRow;
                c50 = TSimd.Load(row);
                if (TVectors.Value > 1)
                    c51 = TSimd.Load(row + 1 * lanes);
                if (TVectors.Value > 2)
                    c52 = TSimd.Load(row + 2 * lanes);
                if (TVectors.Value > 3)
                    c53 = TSimd.Load(row + 3 * lanes);
            }
        }
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
        nint end = k * aStep;
        for (nint o = 0; o != end; o += aStep)
        {
            V b0 = TSimd.Load(b);
            V b1 = TVectors.Value > 1 ? TSimd.Load(b + 1 * lanes) : zero;
            V b2 = TVectors.Value > 2 ? TSimd.Load(b + 2 * lanes) : zero;
            V b3 = TVectors.Value > 3 ? TSimd.Load(b + 3 * lanes) : zero;
            b += bStep;
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(next);
                if (TVectors.Value > 2)
                    Sse.Prefetch1(next + nextStep / 2);
                next += nextStep;
            }
            V x = TSimd.Splat(a[o]);
            c00 = TSimd.MulAdd(x, b0, c00);
            if (TVectors.Value > 1)
                c01 = TSimd.MulAdd(x, b1, c01);
            if (TVectors.Value > 2)
                c02 = TSimd.MulAdd(x, b2, c02);
            if (TVectors.Value > 3)
                c03 = TSimd.MulAdd(x, b3, c03);
            if (TRows.Value > 1)
            {
                x = TSimd.Splat(a1[o]);
                c10 = TSimd.MulAdd(x, b0, c10);
                if (TVectors.Value > 1)
                    c11 = TSimd.MulAdd(x, b1, c11);
                if (TVectors.Value > 2)
                    c12 = TSimd.MulAdd(x, b2, c12);
                if (TVectors.Value > 3)
                    c13 = TSimd.MulAdd(x, b3, c13);
            }
            if (TRows.Value > 2)
            {
                x = TSimd.Splat(a2[o]);
                c20 = TSimd.MulAdd(x, b0, c20);
                if (TVectors.Value > 1)
                    c21 = TSimd.MulAdd(x, b1, c21);
                if (TVectors.Value > 2)
                    c22 = TSimd.MulAdd(x, b2, c22);
                if (TVectors.Value > 3)
                    c23 = TSimd.MulAdd(x, b3, c23);
            }
            if (TRows.Value > 3)
            {
                x = TSimd.Splat(a3[o]);
                c30 = TSimd.MulAdd(x, b0, c30);
                if (TVectors.Value > 1)
                    c31 = TSimd.MulAdd(x, b1, c31);
                if (TVectors.Value > 2)
                    c32 = TSimd.MulAdd(x, b2, c32);
                if (TVectors.Value > 3)
                    c33 = TSimd.MulAdd(x, b3, c33);
            }
            if (TRows.Value > 4)
            {
                x = TSimd.Splat(a4[o]);
                c40 = TSimd.MulAdd(x, b0, c40);
                if (TVectors.Value > 1)
                    c41 = TSimd.MulAdd(x, b1, c41);
                if (TVectors.Value > 2)
                    c42 = TSimd.MulAdd(x, b2, c42);
                if (TVectors.Value > 3)
                    c43 = TSimd.MulAdd(x, b3, c43);
            }
            if (TRows.Value > 5)
            {
                x = TSimd.Splat(a5[o]);
                c50 = TSimd.MulAdd(x, b0, c50);
                if (TVectors.Value > 1)
                    c51 = TSimd.MulAdd(x, b1, c51);
                if (TVectors.Value > 2)
                    c52 = TSimd.MulAdd(x, b2, c52);
                if (TVectors.Value > 3)
                    c53 = TSimd.MulAdd(x, b3, c53);
            }
        }
        TSimd.Store(c00, c);
        if (TVectors.Value > 1)
            TSimd.Store(c01, c + 1 * lanes);
        if (TVectors.Value > 2)
            TSimd.Store(c02, c + 2 * lanes);
        if (TVectors.Value > 3)
            TSimd.Store(c03, c + 3 * lanes);
        if (TRows.Value > 1)
        {
            c += cRow;
            TSimd.Store(c10, c);
            if (TVectors.Value > 1)
                TSimd.Store(c11, c + 1 * lanes);
            if (TVectors.Value > 2)
                TSimd.Store(c12, c + 2 * lanes);
            if (TVectors.Value > 3)
                TSimd.Store(c13, c + 3 * lanes);
        }
        if (TRows.Value > 2)
        {
            c += cRow;
            TSimd.Store(c20, c);
            if (TVectors.Value > 1)
                TSimd.Store(c21, c + 1 * lanes);
            if (TVectors.Value > 2)
                TSimd.Store(c22, c + 2 * lanes);
            if (TVectors.Value > 3)
                TSimd.Store(c23, c + 3 * lanes);
        }
        if (TRows.Value > 3)
        {
            c += cRow;
            TSimd.Store(c30, c);
            if (TVectors.Value > 1)
                TSimd.Store(c31, c + 1 * lanes);
            if (TVectors.Value > 2)
                TSimd.Store(c32, c + 2 * lanes);
            if (TVectors.Value > 3)
                TSimd.Store(c33, c + 3 * lanes);
        }
        if (TRows.Value > 4)
        {
            c += cRow;
            TSimd.Store(c40, c);
            if (TVectors.Value > 1)
                TSimd.Store(c41, c + 1 * lanes);
            if (TVectors.Value > 2)
                TSimd.Store(c42, c + 2 * lanes);
            if (TVectors.Value > 3)
                TSimd.Store(c43, c + 3 * lanes);
        }
        if (TRows.Value > 5)
        {
            c += cRow;
            TSimd.Store(c50, c);
            if (TVectors.Value > 1)
                TSimd.Store(c51, c + 1 * lanes);
            if (TVectors.Value > 2)
                TSimd.Store(c52, c + 2 * lanes);
            if (TVectors.Value > 3)
                TSimd.Store(c53, c + 3 * lanes);
        }
    }
}
