using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>Queries, keys and values of one layer as they are served: with a single head the output matrix is multiplied into the values once and for all.</summary>
/// <remarks>
/// <code>
/// (Σ_j α_j·v_j)·O + o = Σ_j α_j·(v_j·O) + o          V' = V·O     v' = v·O + o     one head only: α differs between heads
/// q·(n_j·K + k) = n_j·(K·qᵀ) + a constant            Σ_j α_j·(n_j·V + v) = (Σ_j α_j·n_j)·V + v
/// </code>
/// The second line lets a single query read the inputs n of its layer themselves: no key or value is computed for the last layer.
/// Shapes: matrix (D, 3D), bias (3D), queries first.
/// </remarks>
internal sealed class LayerProjections
{
    public LayerProjections(BehaviorWeights weights, int l)
    {
        int d = weights.Shape.Width;
        Matrix = weights.Of(l, LayerWeight.QueryKeyValue).ToArray();
        Bias = weights.Of(l, LayerWeight.QueryKeyValueBias).ToArray();
        Folded = weights.Shape.Heads == 1;
        if (!Folded)
            return;
        float[] values = new float[d * d], folded = new float[d * d], bias = weights.Of(l, LayerWeight.OutputBias).ToArray();
        for (int f = 0; f < d; f++)
            Matrix.AsSpan(f * 3 * d + 2 * d, d).CopyTo(values.AsSpan(f * d));
        var output = weights.Of(l, LayerWeight.Output);
        Gemm.Multiply(d, d, d, values, d, false, output, d, false, folded, d);
        Gemm.Multiply(1, d, d, Bias.AsSpan(2 * d), d, false, output, d, false, bias, d, accumulate: true);
        for (int f = 0; f < d; f++)
            folded.AsSpan(f * d, d).CopyTo(Matrix.AsSpan(f * 3 * d + 2 * d));
        bias.CopyTo(Bias, 2 * d);
    }

    public float[] Matrix { get; }

    public float[] Bias { get; }

    /// <summary>Whether the output matrix is in the values.</summary>
    public bool Folded { get; }

    /// <summary>Some neighbouring columns of the matrix, packed.</summary>
    public PackedMatrix Pack(int from, int count)
    {
        int all = Bias.Length, d = all / 3;
        var part = new float[d * count];
        for (int f = 0; f < d; f++)
            Matrix.AsSpan(f * all + from, count).CopyTo(part.AsSpan(f * count));
        return PackedMatrix.Pack(part, d, count);
    }

    /// <summary>The same, transposed: what a query of one head is multiplied by to read inputs instead of keys.</summary>
    public PackedMatrix PackTransposed(int from, int count)
    {
        int all = Bias.Length, d = all / 3;
        var part = new float[count * d];
        for (int f = 0; f < d; f++)
            for (int j = 0; j < count; j++)
                part[j * d + f] = Matrix[f * all + from + j];
        return PackedMatrix.Pack(part, count, d);
    }
}
