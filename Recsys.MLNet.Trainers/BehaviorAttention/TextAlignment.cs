using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Brings text vectors computed anew, over a larger catalogue, into the space of those a model was fitted with.</summary>
/// <remarks>
/// <code>M = argmin Σ_i |new_i·M − old_i|² + λ|M|²          vector_i = old_i for items known before, else new_i·M / length</code>
/// Shapes: old (N, X), new (N′, Y) with N′ ≥ N, M (Y, X). Both spaces come from nearly the same texts, so that little is lost.
/// </remarks>
internal static class TextAlignment
{
    private const float Ridge = 1e-3f;

    public static RowMatrix Extend(RowMatrix old, RowMatrix anew)
    {
        int x = old.Columns, y = anew.Columns;
        var vectors = new RowMatrix(anew.Rows, x);
        old.Values.CopyTo(vectors.Values, 0);
        if (anew.Rows == old.Rows)
            return vectors;
        float[] gram = new float[y * y], cross = new float[y * x], map = new float[y * x];
        Gemm.Multiply(y, y, old.Rows, anew.Values, y, true, anew.Values, y, false, gram, y);
        Gemm.Multiply(y, x, old.Rows, anew.Values, y, true, old.Values, x, false, cross, x);
        for (int i = 0; i < y; i++)
            gram[i * y + i] += Ridge * Math.Max(1, gram[i * y + i]);
        if (!PositiveInverse.Invert(gram, y, y, threads: 1))
            throw new InvalidOperationException("Text vectors of the new catalogue have no finite relation to those of the old one; fit a new model.");
        Gemm.Multiply(y, x, y, gram, y, false, cross, x, false, map, x);
        Gemm.Multiply(anew.Rows - old.Rows, x, y, anew.Values.AsSpan(old.Rows * y), y, false, map, x, false, vectors.Values.AsSpan(old.Rows * x), x);
        for (int i = old.Rows; i < vectors.Rows; i++)
            UnitRows.Normalize(vectors.Row(i));
        return vectors;
    }
}
