using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>The ONNX text encoder as a component that configurations name.</summary>
[RecsysComponent("onnx")]
internal sealed class OnnxEncoder(OnnxTextEncoderOptions options) : ITextEncoder
{
    private readonly OnnxTextEncoder _encoder = OnnxTextEncoder.Open(options);

    public string Id => _encoder.Id;

    public int Dimensions => _encoder.Dimensions;

    public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default) => _encoder.Encode(texts, vectors, cancellation);

    public void Dispose() => _encoder.Dispose();
}
