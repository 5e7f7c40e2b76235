namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>Sizes of a decoder: layers, width, query heads, key-value heads, width of a head, feed-forward width, vocabulary.</summary>
public sealed record DecoderShape(int Layers, int Width, int Heads, int KeyHeads, int HeadWidth, int Inner, int Vocabulary)
{
    /// <summary>Small enough for unit tests.</summary>
    public static DecoderShape Tiny { get; } = new(2, 32, 4, 2, 8, 64, 100);
}
