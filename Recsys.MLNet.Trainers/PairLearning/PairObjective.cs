using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>The contrastive loss of a step and its gradient with respect to the vectors.</summary>
/// <remarks>
/// <code>s_ij = z(a_i)·z(c_j) / τ − ln p_j          columns: the partners of all pairs, then the hard negatives</code>
/// A column that is another pair's partner but was met together with row i is left out of row i, as is its own double.
/// The loss is taken in both directions; hard negatives count in the first only. Shapes: rows (B), columns (C), vectors (B + C, O).
/// </remarks>
internal static class PairObjective
{
    /// <summary>The loss of unit vectors (rows then columns) and its gradient with respect to them.</summary>
    public static double Loss(int[] rows, int[] columns, int width, ReadOnlyMemory<float> vectors, float[] gradients, ItemPairs pairs, float[] logFrequency, float temperature, RunSettings run)
    {
        int b = rows.Length, c = columns.Length;
        var scores = new float[b * c];
        Gemm.Multiply(b, c, width, vectors.Span[..(b * width)], width, false, vectors.Span.Slice(b * width, c * width), width, true, scores, c, threads: run.EffectiveThreads);
        var back = new float[b * b];
        float inverse = 1 / temperature, scale = 0.5f / b;
        var losses = new double[b];
        var rowPlaces = new ItemPlaces(rows);
        var columnPlaces = new ItemPlaces(columns);
        run.ParallelFor(b, i =>
        {
            var column = back.AsSpan(i * b, b);
            for (int j = 0; j < b; j++)
                column[j] = scores[j * c + i] * inverse - logFrequency[rows[j]];
            rowPlaces.Mask(column, columns[i], pairs, own: i);
            losses[i] = ContrastiveLoss.ForRow(column, i, scale);
        });
        run.ParallelFor(b, i =>
        {
            var row = scores.AsSpan(i * c, c);
            for (int j = 0; j < c; j++)
                row[j] = row[j] * inverse - logFrequency[columns[j]];
            columnPlaces.Mask(row, rows[i], pairs, own: i);
            losses[i] += ContrastiveLoss.ForRow(row, i, scale);
            for (int j = 0; j < b; j++)
                row[j] += back[j * b + i];
        });
        // dz = G y / τ, dy = Gᵀ z / τ
        var z = vectors.Span[..(b * width)];
        var y = vectors.Span.Slice(b * width, c * width);
        TensorPrimitives.Multiply(scores, inverse, scores);
        Gemm.Multiply(b, width, c, scores, c, false, y, width, false, gradients.AsSpan(0, b * width), width, threads: run.EffectiveThreads);
        Gemm.Multiply(c, width, b, scores, c, true, z, width, false, gradients.AsSpan(b * width, c * width), width, threads: run.EffectiveThreads);
        double loss = 0;
        foreach (double part in losses)
            loss += part;
        return loss;
    }
}
