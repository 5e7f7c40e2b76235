using System.Buffers;
using System.Text.Json;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Memory that one answer after the other is written into as JSON.</summary>
internal sealed class AnswerBuffer
{
    private const int Most = 1 << 20;
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json;

    public AnswerBuffer() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>Whether it is no larger than usual answers are.</summary>
    public bool WorthKeeping => _bytes.Capacity <= Most;

    /// <summary>Writes one answer in place of the one before.</summary>
    /// <returns>Its bytes, until the next is written.</returns>
    public ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        write(_json);
        _json.Flush();
        return _bytes.WrittenMemory;
    }
}
