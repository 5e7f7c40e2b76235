using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>The parameters of a compact text encoder.</summary>
/// <remarks>
/// <code>
/// a_t = softmax_t(e_t·q + b_t)      attention of token t, e_t and b_t its embedding and its own weight
/// u   = Σ_t a_t e_t                 learned-query pooling
/// z   = uP / |uP|
/// </code>
/// Shapes: Embeddings (V, D), Bias (V), Query (D), Projection (D, O).
/// It begins as TF-IDF in disguise: random embeddings, b_t = ln(idf), q = 0 and an orthogonal-like random P.
/// </remarks>
internal sealed class TextNetwork
{
    public TextNetwork(int tokens, int width, int dimensions)
    {
        Embeddings = new(tokens, width);
        Bias = new float[tokens];
        Query = new float[width];
        Projection = new(width, dimensions);
    }

    public RowMatrix Embeddings { get; }

    public float[] Bias { get; }

    public float[] Query { get; }

    public RowMatrix Projection { get; }

    public int Width => Embeddings.Columns;

    public int Dimensions => Projection.Columns;

    public static TextNetwork Initialize(int tokens, ReadOnlySpan<float> inverseDocumentFrequency, int width, int dimensions, RunSettings run)
    {
        var network = new TextNetwork(tokens, width, dimensions);
        var random = run.Random("text-encoder.init");
        float scale = 1 / MathF.Sqrt(width);
        foreach (ref float value in network.Embeddings.Values.AsSpan())
            value = (float)random.NextGaussian() * scale;
        foreach (ref float value in network.Projection.Values.AsSpan())
            value = (float)random.NextGaussian() * scale;
        for (int t = 0; t < tokens; t++)
            network.Bias[t] = MathF.Log(Math.Max(inverseDocumentFrequency[t], 0.05f));
        return network;
    }
}
