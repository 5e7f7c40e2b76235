namespace Recsys.MLNet.Numerics;

/// <summary>Inverts a large symmetric positive definite matrix in place, by halves, so that nearly all work is matrix products.</summary>
/// <remarks>
/// <code>
/// A = [A11 A12; A12ᵀ A22]      T = −A11⁻¹·A12      S = A22 + A12ᵀ·T
/// A⁻¹ = [A11⁻¹ + T·S⁻¹·Tᵀ   T·S⁻¹; (T·S⁻¹)ᵀ   S⁻¹]
/// </code>
/// Shapes: a (N, N) row-major with leading dimension ld. 4/3·N³ operations and N²/4 numbers of working memory. Blocks of up to 64
/// are inverted by Cholesky. Golub and Van Loan 2013, "Matrix Computations", §3.2 and §4.2.
/// </remarks>
internal static class PositiveInverse
{
    private const int Leaf = 64;

    /// <summary>Overwrites a with its inverse; false when it is not positive definite, with a left in pieces.</summary>
    public static bool Invert(Span<float> a, int ld, int n, int threads)
    {
        if (n <= Leaf)
            return InvertLeaf(a, ld, n);
        int n1 = n / 2, n2 = n - n1;
        var a12 = a[n1..];
        var a21 = a[(n1 * ld)..];
        var a22 = a[(n1 * ld + n1)..];
        if (!Invert(a, ld, n1, threads))
            return false;
        var t = new float[n1 * n2];
        Gemm.Multiply(n1, n2, n1, a, ld, false, a12, ld, false, t, n2, threads: threads);
        for (int i = 0; i < t.Length; i++)
            t[i] = -t[i];
        Gemm.Multiply(n2, n2, n1, a21, ld, false, t, n2, false, a22, ld, accumulate: true, threads);
        if (!Invert(a22, ld, n2, threads))
            return false;
        Gemm.Multiply(n1, n2, n2, t, n2, false, a22, ld, false, a12, ld, threads: threads);
        Gemm.Multiply(n1, n1, n2, a12, ld, false, t, n2, true, a, ld, accumulate: true, threads);
        for (int i = 0; i < n1; i++)
            for (int j = 0; j < n2; j++)
                a21[j * ld + i] = a12[i * ld + j];
        return true;
    }

    private static bool InvertLeaf(Span<float> a, int ld, int n)
    {
        if (!SmallCholesky.Factor(a, ld, n))
            return false;
        Span<float> column = stackalloc float[Leaf];
        var inverse = new float[n * n];
        for (int j = 0; j < n; j++)
        {
            column.Clear();
            column[j] = 1;
            SmallCholesky.Substitute(a, ld, column[..n]);
            for (int i = 0; i < n; i++)
                inverse[i * n + j] = column[i];
        }
        for (int i = 0; i < n; i++)
            inverse.AsSpan(i * n, n).CopyTo(a.Slice(i * ld, n));
        return true;
    }
}
