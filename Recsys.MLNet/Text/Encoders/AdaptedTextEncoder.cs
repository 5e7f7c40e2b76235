using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>A frozen encoder with an adapter on its output. Disposing of it disposes of the encoder.</summary>
public sealed class AdaptedTextEncoder : ITextEncoder
{
    private readonly ITextEncoder _inner;

    /// <summary>Puts an encoder and its adapter together.</summary>
    /// <exception cref="ArgumentException">The adapter belongs to another encoder.</exception>
    public AdaptedTextEncoder(ITextEncoder inner, TextAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(adapter);
        if (inner.Id != adapter.Encoder || inner.Dimensions != adapter.Dimensions)
            throw new ArgumentException($"The adapter was learned on the encoder {adapter.Encoder} with vectors of {adapter.Dimensions}; this one is {inner.Id} with {inner.Dimensions}. Open the encoder it was learned on, or learn it again.");
        (_inner, Adapter) = (inner, adapter);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(inner.Id));
        hash.AppendData(MemoryMarshal.AsBytes(adapter.Down.Values.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(adapter.Up.Values.AsSpan()));
        Id = Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>The adapter.</summary>
    public TextAdapter Adapter { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int Dimensions => _inner.Dimensions;

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
    {
        _inner.Encode(texts, vectors, cancellation);
        Adapter.Apply(vectors);
    }

    /// <summary>Writes a model folder in which encoder, pooling and adapter are one ONNX file, and which any runtime of ONNX reads.</summary>
    /// <param name="folder">The new folder; not the encoder's own.</param>
    /// <exception cref="ArgumentException">The encoder is no ONNX folder.</exception>
    public void Export(string folder)
    {
        if (_inner is not OnnxTextEncoder encoder)
            throw new ArgumentException($"Only an encoder from an ONNX folder can be exported with its adapter; this one is a {_inner.GetType().Name}.");
        encoder.Export(folder, Adapter);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();
}
