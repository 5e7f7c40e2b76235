using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>One step of contrastive learning: encode, score, differentiate, update.</summary>
/// <remarks>
/// <code>s_ij = z(a_i)·z(c_j) / τ − ln p_j          columns: the partners of all pairs, then the hard negatives</code>
/// A column that is another pair's partner but was met together with row i is left out of row i, as is its own double.
/// The loss is taken in both directions; hard negatives count in the first only.
/// </remarks>
internal sealed class ContrastiveStep(TextEncoderOptions options, TextNetwork network, int[][] tokens, ItemPairs pairs, float[] logFrequency)
{
    private readonly TextBatch _texts = new();

    public double Run(ReadOnlySpan<(int First, int Second)> batch, int[][]? near, RandomStream random, TextOptimizer optimizer, float rate, RunSettings run)
    {
        int b = batch.Length;
        var rows = new int[b];
        var columns = new List<int>(2 * b);
        for (int i = 0; i < b; i++)
            rows[i] = batch[i].First;
        foreach (var pair in batch)
            columns.Add(pair.Second);
        AddHardNegatives(columns, rows, near, random);

        _texts.Clear();
        foreach (int item in rows)
            _texts.Add(tokens[item], options.WordDropout, random);
        foreach (int item in columns)
            _texts.Add(tokens[item], options.WordDropout, random);
        _texts.Forward(network, run);
        var gradients = new float[_texts.Texts * network.Dimensions];
        double loss = Loss(rows, columns, _texts.Vectors, gradients, run);
        optimizer.Step(_texts.Backward(network, gradients, run), rate, run);
        return loss;
    }

    /// <summary>The loss of unit vectors (rows then columns) and its gradient with respect to them.</summary>
    internal double Loss(int[] rows, List<int> columns, float[] vectors, float[] gradients, RunSettings run)
    {
        int b = rows.Length, c = columns.Count, o = network.Dimensions;
        var z = vectors.AsSpan(0, b * o);
        var y = vectors.AsSpan(b * o, c * o);
        var scores = new float[b * c];
        Gemm.Multiply(b, c, o, z, o, false, y, o, true, scores, c, threads: run.EffectiveThreads);
        var back = new float[b * b];
        float inverse = 1 / options.Temperature, scale = 0.5f / b;
        var losses = new double[b];
        var partners = columns.Take(b).ToArray();
        var rowPlaces = new ItemPlaces(rows);
        var columnPlaces = new ItemPlaces([.. columns]);
        run.ParallelFor(b, i =>
        {
            var column = back.AsSpan(i * b, b);
            for (int j = 0; j < b; j++)
                column[j] = scores[j * c + i] * inverse - logFrequency[rows[j]];
            rowPlaces.Mask(column, partners[i], pairs, own: i);
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
        TensorPrimitives.Multiply(scores, inverse, scores);
        Gemm.Multiply(b, o, c, scores, c, false, y, o, false, gradients.AsSpan(0, b * o), o, threads: run.EffectiveThreads);
        Gemm.Multiply(c, o, b, scores, c, true, z, o, false, gradients.AsSpan(b * o, c * o), o, threads: run.EffectiveThreads);
        double loss = 0;
        foreach (double part in losses)
            loss += part;
        return loss;
    }

    private void AddHardNegatives(List<int> columns, int[] rows, int[][]? near, RandomStream random)
    {
        if (near is null)
            return;
        int wanted = (int)(options.HardNegatives * rows.Length);
        for (int tries = 0; wanted > 0 && tries < 4 * rows.Length; tries++)
        {
            int item = rows[random.NextInt(rows.Length)];
            if (near[item].Length == 0)
                continue;
            int candidate = near[item][random.NextInt(near[item].Length)];
            if (pairs.Together(item, candidate))
                continue;
            columns.Add(candidate);
            wanted--;
        }
    }
}
