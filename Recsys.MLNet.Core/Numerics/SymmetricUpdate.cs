using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Adds the outer products of rows with themselves to a symmetric matrix, upper triangle.</summary>
/// <remarks>
/// <code>h[i, j] += Σ_n y[n, i]·y[n, j]      for j ≥ i</code>
/// Shapes: y (N, F) row-major, contiguous; h (F, F) row-major with leading dimension ld ≥ F. What lies below the diagonal of h
/// may be overwritten and means nothing. Four rows of h by two vectors stay in registers over a stretch of at most 64 rows of y,
/// so that the stretch is read from the first-level cache; F that is no multiple of the tile is finished by the scalar loop.
/// Summation order differs from Reference.
/// </remarks>
internal static class SymmetricUpdate
{
    private const int Stretch = 64;

    /// <summary>The definition. Tests hold <see cref="Add"/> to it.</summary>
    public static void Reference(ReadOnlySpan<float> y, int rows, int f, Span<float> h, int ld)
    {
        for (int n = 0; n < rows; n++)
            for (int i = 0; i < f; i++)
                for (int j = i; j < f; j++)
                    h[i * ld + j] += y[n * f + i] * y[n * f + j];
    }

    /// <summary>Adds all rows of y.</summary>
    public static void Add(ReadOnlySpan<float> y, int rows, int f, Span<float> h, int ld)
    {
        if (y.Length < (long)rows * f || h.Length < (long)(f - 1) * ld + f)
            throw new ArgumentException($"y holds {y.Length} and h {h.Length} values; expected {rows} x {f} and {f} rows with leading dimension {ld}.");
        for (int from = 0; from < rows; from += Stretch)
            AddStretch(y.Slice(from * f), Math.Min(Stretch, rows - from), f, h, ld);
    }

    private static void AddStretch(ReadOnlySpan<float> y, int rows, int f, Span<float> h, int ld)
    {
        int w = Vector<float>.Count, wide = f / (2 * w) * (2 * w), tall = f / 4 * 4;
        ref float y0 = ref MemoryMarshal.GetReference(y);
        ref float h0 = ref MemoryMarshal.GetReference(h);
        for (int i = 0; i < tall; i += 4)
        {
            int j = i / w * w;
            if (j % (2 * w) != 0 && j <= f - w)
            {
                HalfTile(ref Unsafe.Add(ref y0, i), ref Unsafe.Add(ref y0, j), rows, f, ref Unsafe.Add(ref h0, i * ld + j), ld);
                j += w;
            }
            for (; j < wide; j += 2 * w)
                Tile(ref Unsafe.Add(ref y0, i), ref Unsafe.Add(ref y0, j), rows, f, ref Unsafe.Add(ref h0, i * ld + j), ld);
            if (j <= f - w)
            {
                HalfTile(ref Unsafe.Add(ref y0, i), ref Unsafe.Add(ref y0, j), rows, f, ref Unsafe.Add(ref h0, i * ld + j), ld);
                j += w;
            }
            for (int r = i; r < i + 4; r++)
                Rest(ref y0, rows, f, ref h0, ld, r, Math.Max(j, r));
        }
        for (int r = tall; r < f; r++)
            Rest(ref y0, rows, f, ref h0, ld, r, r);
    }

    private static void Rest(ref float y, int rows, int f, ref float h, int ld, int i, int from)
    {
        for (int j = from; j < f; j++)
        {
            float sum = 0;
            for (int n = 0; n < rows; n++)
                sum += Unsafe.Add(ref y, n * f + i) * Unsafe.Add(ref y, n * f + j);
            Unsafe.Add(ref h, i * ld + j) += sum;
        }
    }

    /// <summary>h (4, 2 vectors) += left (N, 4)ᵀ · right (N, 2 vectors).</summary>
    private static void Tile(ref float left, ref float right, int rows, int f, ref float h, int ld)
    {
        nuint w = (nuint)Vector<float>.Count;
        Vector<float> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (int n = 0; n < rows; n++)
        {
            var p = Vector.LoadUnsafe(ref right);
            var q = Vector.LoadUnsafe(ref right, w);
            var s = new Vector<float>(left);
            a0 = Vector.FusedMultiplyAdd(p, s, a0);
            b0 = Vector.FusedMultiplyAdd(q, s, b0);
            s = new Vector<float>(Unsafe.Add(ref left, 1));
            a1 = Vector.FusedMultiplyAdd(p, s, a1);
            b1 = Vector.FusedMultiplyAdd(q, s, b1);
            s = new Vector<float>(Unsafe.Add(ref left, 2));
            a2 = Vector.FusedMultiplyAdd(p, s, a2);
            b2 = Vector.FusedMultiplyAdd(q, s, b2);
            s = new Vector<float>(Unsafe.Add(ref left, 3));
            a3 = Vector.FusedMultiplyAdd(p, s, a3);
            b3 = Vector.FusedMultiplyAdd(q, s, b3);
            left = ref Unsafe.Add(ref left, f);
            right = ref Unsafe.Add(ref right, f);
        }
        AddTo(ref h, a0, b0);
        AddTo(ref Unsafe.Add(ref h, ld), a1, b1);
        AddTo(ref Unsafe.Add(ref h, 2 * ld), a2, b2);
        AddTo(ref Unsafe.Add(ref h, 3 * ld), a3, b3);
    }

    private static void HalfTile(ref float left, ref float right, int rows, int f, ref float h, int ld)
    {
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default;
        for (int n = 0; n < rows; n++)
        {
            var p = Vector.LoadUnsafe(ref right);
            a0 = Vector.FusedMultiplyAdd(p, new Vector<float>(left), a0);
            a1 = Vector.FusedMultiplyAdd(p, new Vector<float>(Unsafe.Add(ref left, 1)), a1);
            a2 = Vector.FusedMultiplyAdd(p, new Vector<float>(Unsafe.Add(ref left, 2)), a2);
            a3 = Vector.FusedMultiplyAdd(p, new Vector<float>(Unsafe.Add(ref left, 3)), a3);
            left = ref Unsafe.Add(ref left, f);
            right = ref Unsafe.Add(ref right, f);
        }
        (a0 + Vector.LoadUnsafe(ref h)).StoreUnsafe(ref h);
        ref float h1 = ref Unsafe.Add(ref h, ld);
        (a1 + Vector.LoadUnsafe(ref h1)).StoreUnsafe(ref h1);
        ref float h2 = ref Unsafe.Add(ref h, 2 * ld);
        (a2 + Vector.LoadUnsafe(ref h2)).StoreUnsafe(ref h2);
        ref float h3 = ref Unsafe.Add(ref h, 3 * ld);
        (a3 + Vector.LoadUnsafe(ref h3)).StoreUnsafe(ref h3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref float h, Vector<float> a, Vector<float> b)
    {
        nuint w = (nuint)Vector<float>.Count;
        (a + Vector.LoadUnsafe(ref h)).StoreUnsafe(ref h);
        (b + Vector.LoadUnsafe(ref h, w)).StoreUnsafe(ref h, w);
    }
}
