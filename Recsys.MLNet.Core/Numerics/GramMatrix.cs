namespace Recsys.MLNet.Numerics;

/// <summary>The products of all pairs of columns of a tall matrix.</summary>
/// <remarks>
/// <code>G = s·YᵀY</code>
/// Shapes: Y (N, F), G (F, F), both triangles. Sums over a number of chunks that depends on N alone, added up in order, so the
/// result does not depend on the number of threads.
/// </remarks>
internal static class GramMatrix
{
    /// <summary>Computes G.</summary>
    public static float[] Compute(RowMatrix y, float scale, RunSettings run)
    {
        int f = y.Columns, chunks = Math.Clamp(y.Rows / 1024, 1, 32);
        var parts = new float[chunks][];
        run.ParallelFor(chunks, c =>
        {
            int from = (int)((long)y.Rows * c / chunks), to = (int)((long)y.Rows * (c + 1) / chunks);
            parts[c] = new float[f * f];
            SymmetricUpdate.Add(y.Values.AsSpan(from * f, (to - from) * f), to - from, f, parts[c], f);
        });
        var gram = parts[0];
        for (int c = 1; c < chunks; c++)
            Lanes.AddScaled(gram, parts[c], 1);
        for (int i = 0; i < f; i++)
        {
            for (int j = i; j < f; j++)
                gram[j * f + i] = gram[i * f + j] *= scale;
        }
        return gram;
    }
}
