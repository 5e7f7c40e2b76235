namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>Sizes of a text encoder: layers, width, heads, feed-forward width, vocabulary, longest text.</summary>
public sealed record EncoderShape(int Layers, int Width, int Heads, int Inner, int Vocabulary, int Longest)
{
    /// <summary>all-MiniLM-L6-v2.</summary>
    public static EncoderShape MiniLm { get; } = new(6, 384, 12, 1536, 30522, 512);

    /// <summary>Small enough for unit tests.</summary>
    public static EncoderShape Tiny { get; } = new(2, 32, 4, 64, 100, 64);
}
