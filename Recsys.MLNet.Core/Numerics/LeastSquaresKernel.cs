using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>The least-squares problem of one row (a user or an item) against the fixed other side: the step of alternating least squares.</summary>
/// <remarks>
/// <code>
/// minimise over x   Σ_n c_n·(t_n − y_n·x)²  +  xᵀ·G·x  +  λ·‖x − m‖²
/// solved by         (Σ c_n·y_n·y_nᵀ + G + λ·I)·x = Σ c_n·t_n·y_n + λ·m
/// </code>
/// Shapes: y (N, F) the fixed side, of which the entries name rows; G (F, F) the weight of the unobserved times YᵀY; c (n) weights ≥ 0;
/// t (n) targets, or empty for all 1; m (F), where x is pulled to, 0 unless given (Solve only); x (F), the starting point of <see cref="Descend"/> and the result of both.
/// Invariants the tests hold: Solve is the minimum; Descend never raises the objective and its fixed point is the minimum.
/// Cost of a visit: F²/2 multiply-adds in Solve, about F·B/2 + 3·F in Descend with blocks of B; of a row F³/6, and F²+F·B²/6.
/// Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets", §4; Rendle et al. 2021, "iALS++", §3.
/// </remarks>
internal static class LeastSquaresKernel
{
    /// <summary>Exact: one Cholesky factorization of the whole system. False when it is singular.</summary>
    public static bool Solve(RowMatrix y, ReadOnlySpan<float> gram, float ridge, ReadOnlySpan<int> entries, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets,
        Span<float> x, LeastSquaresScratch scratch, ReadOnlySpan<float> pulledTo = default)
    {
        int f = x.Length;
        var normal = scratch.Normal.AsSpan(0, f * f);
        gram.CopyTo(normal);
        for (int i = 0; i < f; i++)
            normal[i * f + i] += ridge;
        x.Clear();
        if (!pulledTo.IsEmpty)
            Lanes.AddScaled(x, pulledTo, ridge);
        const int Piece = 256;
        scratch.Reserve(Math.Min(entries.Length, Piece));
        for (int from = 0; from < entries.Length; from += Piece)
        {
            int rows = Math.Min(Piece, entries.Length - from);
            var gathered = scratch.Rows.AsSpan(0, rows * f);
            for (int n = 0; n < rows; n++)
            {
                var row = y.Row(entries[from + n])[..f];
                float c = weights[from + n], root = MathF.Sqrt(c);
                Scale(row, root, gathered.Slice(n * f, f));
                Lanes.AddScaled(x, row, c * (targets.IsEmpty ? 1 : targets[from + n]));
            }
            SymmetricUpdate.Add(gathered, rows, f, normal, f);
        }
        return SmallCholesky.Solve(normal, f, x);
    }

    /// <summary>One sweep of block-coordinate Newton steps from x, blocks of <paramref name="block"/> factors. False when a block is singular.</summary>
    public static bool Descend(RowMatrix y, ReadOnlySpan<float> gram, float ridge, ReadOnlySpan<int> entries, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets,
        Span<float> x, int block, LeastSquaresScratch scratch)
    {
        int f = x.Length, n = entries.Length;
        scratch.Reserve(n);
        Gather(y, entries, weights, targets, x, block, scratch);
        var residuals = scratch.Residuals.AsSpan(0, n);
        for (int from = 0; from < f; from += block)
        {
            int width = Math.Min(block, f - from);
            var rows = scratch.Rows.AsSpan(from * n, width * n);
            var normal = scratch.Normal.AsSpan(0, width * width);
            var right = scratch.Right.AsSpan(0, width);
            for (int i = 0; i < width; i++)
            {
                var gramRow = gram.Slice((from + i) * f, f);
                gramRow.Slice(from, width).CopyTo(normal.Slice(i * width, width));
                normal[i * width + i] += ridge;
                right[i] = -Lanes.Dot(gramRow, x) - ridge * x[from + i];
            }
            SymmetricUpdate.Add(rows, n, width, normal, width);
            AddProducts(rows, residuals, right);
            if (!SmallCholesky.Solve(normal, width, right))
                return false;
            Lanes.AddScaled(x.Slice(from, width), right, 1);
            SubtractProducts(rows, right, residuals);
        }
        return true;
    }

    /// <summary>Lays the entries' rows out block after block, each scaled by √c, and their residuals √c·(t − y·x) beside them.</summary>
    private static void Gather(RowMatrix y, ReadOnlySpan<int> entries, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets, ReadOnlySpan<float> x, int block, LeastSquaresScratch scratch)
    {
        int f = x.Length, n = entries.Length;
        const int Ahead = 8;
        for (int i = 0; i < n; i++)
        {
            if (i + Ahead < n)
                Fetch.Row(ref y.Values[(long)entries[i + Ahead] * y.Columns], f);
            var row = y.Row(entries[i])[..f];
            float root = MathF.Sqrt(weights[i]);
            scratch.Residuals[i] = root * ((targets.IsEmpty ? 1 : targets[i]) - Lanes.Dot(row, x));
            for (int from = 0; from < f; from += block)
            {
                int width = Math.Min(block, f - from);
                Scale(row.Slice(from, width), root, scratch.Rows.AsSpan(from * n + i * width, width));
            }
        }
    }

    /// <summary>right += Σ_n residuals[n]·rows[n].</summary>
    private static void AddProducts(ReadOnlySpan<float> rows, ReadOnlySpan<float> residuals, Span<float> right)
    {
        int width = right.Length, w = Vector<float>.Count;
        if (width != 2 * w)
        {
            for (int n = 0; n < residuals.Length; n++)
                Lanes.AddScaled(right, rows.Slice(n * width, width), residuals[n]);
            return;
        }
        ref float row = ref MemoryMarshal.GetReference(rows);
        Vector<float> a = new(right), b = new(right[w..]), a2 = default, b2 = default; // two sums each, or one waits for the other
        int at = 0;
        for (; at <= residuals.Length - 2; at += 2)
        {
            Vector<float> r = new(residuals[at]), r2 = new(residuals[at + 1]);
            a = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row), r, a);
            b = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row, (nuint)w), r, b);
            a2 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row, (nuint)width), r2, a2);
            b2 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row, (nuint)(width + w)), r2, b2);
            row = ref Unsafe.Add(ref row, 2 * width);
        }
        if (at < residuals.Length)
        {
            a = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row), new(residuals[at]), a);
            b = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row, (nuint)w), new(residuals[at]), b);
        }
        a += a2;
        b += b2;
        a.CopyTo(right);
        b.CopyTo(right[w..]);
    }

    /// <summary>residuals[n] −= rows[n]·step.</summary>
    private static void SubtractProducts(ReadOnlySpan<float> rows, ReadOnlySpan<float> step, Span<float> residuals)
    {
        int width = step.Length, w = Vector<float>.Count;
        ref float row = ref MemoryMarshal.GetReference(rows);
        if (width != 2 * w)
        {
            for (int n = 0; n < residuals.Length; n++, row = ref Unsafe.Add(ref row, width))
                residuals[n] -= Lanes.Dot(ref row, ref MemoryMarshal.GetReference(step), width);
            return;
        }
        Vector<float> a = new(step), b = new(step[w..]);
        for (int n = 0; n < residuals.Length; n++, row = ref Unsafe.Add(ref row, width))
            residuals[n] -= Vector.Sum(Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref row, (nuint)w), b, Vector.LoadUnsafe(ref row) * a));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(ReadOnlySpan<float> from, float by, Span<float> into)
    {
        var scale = new Vector<float>(by);
        int w = Vector<float>.Count, f = 0;
        ref float a = ref MemoryMarshal.GetReference(from);
        ref float b = ref MemoryMarshal.GetReference(into);
        for (; f <= from.Length - w; f += w)
            (Vector.LoadUnsafe(ref a, (nuint)f) * scale).StoreUnsafe(ref b, (nuint)f);
        for (; f < from.Length; f++)
            Unsafe.Add(ref b, f) = Unsafe.Add(ref a, f) * by;
    }
}
