using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Solves small symmetric positive definite systems in place, by rows of the upper triangle.</summary>
/// <remarks>
/// <code>
/// A = UᵀU      Uᵀz = b      U·x = z
/// </code>
/// Shapes: a (F, F) row-major with leading dimension ld ≥ F, only its upper triangle read and overwritten by U, what lies below it
/// means nothing afterwards; b (F), overwritten by x. Whole vectors of columns are taken from one row off all rows that reach them,
/// those below the diagonal with them, so that no inner loop has a tail where F is a multiple of the vector: F³/6 multiply-adds.
/// A system that is singular to working precision is reported by the returned false, never by NaN.
/// Golub and Van Loan 2013, "Matrix Computations", §4.2.
/// </remarks>
internal static class SmallCholesky
{
    /// <summary>The definition in double precision, one scalar loop. Tests hold <see cref="Solve"/> to it.</summary>
    public static bool Reference(ReadOnlySpan<float> a, int ld, Span<float> b)
    {
        int n = b.Length;
        var u = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                double sum = a[i * ld + j];
                for (int k = 0; k < i; k++)
                    sum -= u[k, i] * u[k, j];
                if (i == j && !(sum > 0))
                    return false;
                u[i, j] = i == j ? Math.Sqrt(sum) : sum / u[i, i];
            }
        }
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = b[i];
            for (int k = 0; k < i; k++)
                x[i] -= u[k, i] * x[k];
            x[i] /= u[i, i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                x[i] -= u[i, k] * x[k];
            x[i] /= u[i, i];
            b[i] = (float)x[i];
        }
        return true;
    }

    /// <summary>Overwrites a with its factor U and b with the solution; false when a is not positive definite.</summary>
    public static bool Solve(Span<float> a, int ld, Span<float> b) => Factor(a, ld, b.Length) && Substitute(a, ld, b);

    /// <summary>Overwrites the upper triangle of a with U.</summary>
    public static bool Factor(Span<float> a, int ld, int n)
    {
        if (n == 0)
            return true;
        if (a.Length < (n - 1) * ld + n)
            throw new ArgumentException($"a holds {a.Length} values; expected at least {(n - 1) * ld + n} for {n} rows with leading dimension {ld}.");
        int w = Vector<float>.Count, wide = n / w * w;
        ref float first = ref MemoryMarshal.GetReference(a);
        for (int k = 0; k < n; k++)
        {
            ref float row = ref Unsafe.Add(ref first, k * ld);
            float pivot = Unsafe.Add(ref row, k);
            if (!(pivot > 0) || float.IsInfinity(pivot))
                return false;
            float scale = 1 / MathF.Sqrt(pivot);
            for (int j = k / w * w; j < wide; j += w)
                (Vector.LoadUnsafe(ref row, (nuint)j) * scale).StoreUnsafe(ref row, (nuint)j);
            for (int j = Math.Max(k, wide); j < n; j++)
                Unsafe.Add(ref row, j) *= scale;
            for (int j = (k + 1) / w * w; j < wide; j += w)
            {
                var columns = -Vector.LoadUnsafe(ref row, (nuint)j);
                ref float cells = ref Unsafe.Add(ref first, (k + 1) * ld + j);
                for (int i = k + 1; i < j + w; i++, cells = ref Unsafe.Add(ref cells, ld))
                    Vector.FusedMultiplyAdd(columns, new Vector<float>(Unsafe.Add(ref row, i)), Vector.LoadUnsafe(ref cells)).StoreUnsafe(ref cells);
            }
            for (int j = Math.Max(k + 1, wide); j < n; j++)
                for (int i = k + 1; i <= j; i++)
                    Unsafe.Add(ref first, i * ld + j) -= Unsafe.Add(ref row, i) * Unsafe.Add(ref row, j);
        }
        return true;
    }

    /// <summary>Solves with a factor U: b becomes x. Always true, so that it chains.</summary>
    public static bool Substitute(ReadOnlySpan<float> u, int ld, Span<float> b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            b[k] /= u[k * ld + k];
            Lanes.AddScaled(b[(k + 1)..], u.Slice(k * ld + k + 1, n - k - 1), -b[k]);
        }
        for (int k = n - 1; k >= 0; k--)
            b[k] = (b[k] - Lanes.Dot(u.Slice(k * ld + k + 1, n - k - 1), b[(k + 1)..])) / u[k * ld + k];
        return true;
    }
}
