using System.Buffers;
using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Writes events to a stream, one JSON object on each line.</summary>
public sealed class EventWriter : IDisposable
{
    private const int FlushAt = 1 << 16;
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt + 4096);
    private readonly Utf8JsonWriter _json;

    /// <summary>A writer over a stream, which stays the caller's to close.</summary>
    public EventWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer, Json.WriterOptions);
    }

    /// <summary>Events written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Writes one event and ends its line.</summary>
    public void Write(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        EventJsonForm.Write(_json, e);
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        Count++;
        if (_buffer.WrittenCount >= FlushAt)
            Flush();
    }

    /// <summary>Hands everything written to the stream.</summary>
    public void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Flushes. The stream stays open.</summary>
    public void Dispose()
    {
        Flush();
        _json.Dispose();
    }
}
