using Recsys.MLNet.Models;

namespace Recsys.MLNet.Numerics;

/// <summary>Ridge regression of many targets on sparse features, by conjugate gradients from the last solution.</summary>
/// <remarks>
/// <code>minimise over A   Σ_i w_i·‖q_i − x_i·A‖² + μ·‖A‖²        (XᵀWX + μ·I)·A = XᵀWQ</code>
/// Shapes: X (N, C) sparse, Q (N, F), w (N) ≥ 0, A (C, F), begun from and overwritten. All F targets run at once, each with its own step
/// lengths, so that a pass over X serves all. O(steps · entries of X · F).
/// Invariants the tests hold: the objective never rises; enough steps reach the minimum.
/// Hestenes and Stiefel 1952; Golub and Van Loan 2013, §11.3.
/// </remarks>
internal static class SparseRidge
{
    /// <summary>Takes the given number of steps.</summary>
    public static void Descend(SparseRows x, RowMatrix q, ReadOnlySpan<float> weights, float ridge, RowMatrix a, int steps)
    {
        int f = q.Columns;
        var predicted = new RowMatrix(q.Rows, f);
        RowMatrix residual = new(a.Rows, f), direction = new(a.Rows, f), product = new(a.Rows, f);
        Multiply(x, a, predicted);
        for (int i = 0; i < q.Rows; i++)
            for (int k = 0; k < f; k++)
                predicted.Row(i)[k] = q.Row(i)[k] - predicted.Row(i)[k];
        MultiplyTransposed(x, weights, predicted, residual);
        Lanes.AddScaled(residual.Values, a.Values, -ridge);
        residual.Values.CopyTo(direction.Values.AsSpan());
        double[] squared = Squares(residual, residual);
        for (int step = 0; step < steps; step++)
        {
            Multiply(x, direction, predicted);
            MultiplyTransposed(x, weights, predicted, product);
            Lanes.AddScaled(product.Values, direction.Values, ridge);
            double[] curvature = Squares(direction, product);
            float[] length = new float[f], turn = new float[f];
            for (int k = 0; k < f; k++)
                length[k] = curvature[k] > 0 ? (float)(squared[k] / curvature[k]) : 0;
            for (int c = 0; c < a.Rows; c++)
            {
                for (int k = 0; k < f; k++)
                {
                    a.Row(c)[k] += length[k] * direction.Row(c)[k];
                    residual.Row(c)[k] -= length[k] * product.Row(c)[k];
                }
            }
            double[] next = Squares(residual, residual);
            for (int k = 0; k < f; k++)
                turn[k] = squared[k] > 0 ? (float)(next[k] / squared[k]) : 0;
            for (int c = 0; c < a.Rows; c++)
                for (int k = 0; k < f; k++)
                    direction.Row(c)[k] = residual.Row(c)[k] + turn[k] * direction.Row(c)[k];
            squared = next;
        }
    }

    /// <summary>into = X·a.</summary>
    public static void Multiply(SparseRows x, RowMatrix a, RowMatrix into)
    {
        Array.Clear(into.Values);
        for (int i = 0; i < x.Rows; i++)
        {
            var columns = x.ColumnsOf(i);
            var values = x.ValuesOf(i);
            for (int n = 0; n < columns.Length; n++)
                Lanes.AddScaled(into.Row(i), a.Row(columns[n]), values[n]);
        }
    }

    private static void MultiplyTransposed(SparseRows x, ReadOnlySpan<float> weights, RowMatrix rows, RowMatrix into)
    {
        Array.Clear(into.Values);
        for (int i = 0; i < x.Rows; i++)
        {
            var columns = x.ColumnsOf(i);
            var values = x.ValuesOf(i);
            for (int n = 0; n < columns.Length; n++)
                Lanes.AddScaled(into.Row(columns[n]), rows.Row(i), weights[i] * values[n]);
        }
    }

    private static double[] Squares(RowMatrix a, RowMatrix b)
    {
        var sums = new double[a.Columns];
        for (int r = 0; r < a.Rows; r++)
            for (int k = 0; k < sums.Length; k++)
                sums[k] += (double)a.Row(r)[k] * b.Row(r)[k];
        return sums;
    }
}
