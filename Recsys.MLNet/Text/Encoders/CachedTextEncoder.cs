using System.Security.Cryptography;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>An encoder that remembers: by encoder and text, in memory and, if asked, in a file.</summary>
/// <remarks>The key is a hash of the encoder's id and the text, so that a changed text or model is encoded anew and nothing else is.</remarks>
public sealed class CachedTextEncoder : ITextEncoder
{
    private readonly ITextEncoder _inner;
    private readonly EmbeddingMemory _memory;
    private readonly EmbeddingFile? _file;
    private long _encoded, _asked;

    /// <summary>Remembers what an encoder makes; disposing of this disposes of it.</summary>
    public CachedTextEncoder(ITextEncoder inner, EmbeddingCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        options ??= new();
        options.ThrowIfInvalid();
        _inner = inner;
        _memory = new(options.Memory);
        _file = options.File is null ? null : new(options.File, inner.Dimensions, options.Stored);
    }

    /// <inheritdoc/>
    public string Id => _inner.Id;

    /// <inheritdoc/>
    public int Dimensions => _inner.Dimensions;

    /// <summary>Texts asked for, and how many of them had to be encoded.</summary>
    public (long Asked, long Encoded) Counts => (Interlocked.Read(ref _asked), Interlocked.Read(ref _encoded));

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        int d = Dimensions;
        if (vectors.Length != (long)texts.Count * d)
            throw new ArgumentException($"vectors holds {vectors.Length} values; expected {texts.Count} texts x {d} = {(long)texts.Count * d}.");
        var missing = new Dictionary<EmbeddingKey, List<int>>();
        for (int i = 0; i < texts.Count; i++)
        {
            var key = EmbeddingKey.Of(Id, texts[i] ?? "");
            var into = vectors.Slice(i * d, d);
            if (_memory.TryGet(key, into))
                continue;
            if (_file?.TryGet(key, into) == true)
            {
                _memory.Set(key, into);
                continue;
            }
            if (missing.TryGetValue(key, out var places))
                places.Add(i);
            else
                missing.Add(key, [i]);
        }
        Interlocked.Add(ref _asked, texts.Count);
        if (missing.Count == 0)
            return;
        Interlocked.Add(ref _encoded, missing.Count);
        var made = new float[missing.Count * d];
        _inner.Encode([.. missing.Values.Select(places => texts[places[0]])], made, cancellation);
        int m = 0;
        foreach (var (key, places) in missing)
        {
            var vector = made.AsSpan(m++ * d, d);
            _memory.Set(key, vector);
            foreach (int place in places)
                vector.CopyTo(vectors.Slice(place * d, d));
        }
        _file?.Set([.. missing.Keys], made);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _inner.Dispose();
    }
}

/// <summary>A hash of encoder and text.</summary>
internal readonly record struct EmbeddingKey(UInt128 Hash)
{
    public static EmbeddingKey Of(string encoder, string text)
    {
        // UTF-16 bytes, so that two texts that differ in a lone surrogate only stay two.
        byte[] bytes = [.. System.Text.Encoding.Unicode.GetBytes(encoder), 0, 0, .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan())];
        return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(bytes)));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, Hash);
        return bytes;
    }
}
