using System.Numerics.Tensors;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Short dense vectors of items from their weighted terms, such that inner products are nearly kept.</summary>
/// <remarks>
/// <code>V ← orthonormal(XᵀX·V), a few times      vectors = X·V / length</code>
/// Shapes: X (N, T) sparse, V (T, K), vectors (N, K). Orthogonal iteration: columns come out in the order of how much they explain.
/// Items without text get zeros, as do columns beyond the rank of X. Halko, Martinsson and Tropp 2011, "Finding structure with randomness", §4.
/// </remarks>
internal static class TermFactors
{
    private const int Iterations = 4;
    private const double Noise = 1e-6;

    public static RowMatrix Compute(SparseRows terms, int width, RunSettings run)
    {
        int k = Math.Min(width, Math.Min(terms.Rows, terms.ColumnCount));
        var byTerm = terms.Transpose();
        var basis = new RowMatrix(terms.ColumnCount, k);
        var random = run.Random("sequence.terms");
        foreach (ref float v in basis.Values.AsSpan())
            v = (float)random.NextGaussian();
        Orthonormalize(basis);
        for (int i = 0; i < Iterations; i++)
        {
            basis = Multiply(byTerm, Multiply(terms, basis, run), run);
            Orthonormalize(basis);
            run.Report("terms", (i + 1.0) / Iterations);
        }
        var vectors = Multiply(terms, basis, run);
        for (int i = 0; i < vectors.Rows; i++)
        {
            var row = vectors.Row(i);
            float length = TensorPrimitives.Norm<float>(row);
            if (length > 0)
                TensorPrimitives.Divide(row, length, row);
        }
        return vectors;
    }

    private static RowMatrix Multiply(SparseRows left, RowMatrix right, RunSettings run)
    {
        var product = new RowMatrix(left.Rows, right.Columns);
        run.ParallelFor(left.Rows, r =>
        {
            var columns = left.ColumnsOf(r);
            var values = left.ValuesOf(r);
            for (int i = 0; i < columns.Length; i++)
                Lanes.AddScaled(product.Row(r), right.Row(columns[i]), values[i]);
        });
        return product;
    }

    /// <summary>Gram and Schmidt through the factor of VᵀV, twice for accuracy.</summary>
    private static void Orthonormalize(RowMatrix v)
    {
        int k = v.Columns;
        var gram = new float[k * k];
        var lower = new double[k, k];
        for (int pass = 0; pass < 2; pass++)
        {
            Gemm.Multiply(k, k, v.Rows, v.Values, k, true, v.Values, k, false, gram, k);
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double sum = gram[i * k + j] + (i == j ? 1e-7 * gram[i * k + i] + 1e-30 : 0);
                    for (int l = 0; l < j; l++)
                        sum -= lower[i, l] * lower[j, l];
                    // A column that the ones before it explain is noise: divided by ∞ it becomes 0, as fewer terms than columns ask for.
                    lower[i, j] = i != j ? sum / lower[j, j] : sum > Noise * gram[i * k + i] ? Math.Sqrt(sum) : double.PositiveInfinity;
                }
            }
            // Rows of V times the inverse of Lᵀ, by forward substitution.
            for (int r = 0; r < v.Rows; r++)
            {
                var row = v.Row(r);
                for (int j = 0; j < k; j++)
                {
                    double sum = row[j];
                    for (int l = 0; l < j; l++)
                        sum -= row[l] * lower[j, l];
                    row[j] = (float)(sum / lower[j, j]);
                }
            }
        }
    }
}
