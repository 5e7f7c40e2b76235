using System.Buffers;

namespace Recsys.MLNet.Data;

/// <summary>Walks the lines of a stream as UTF-8 bytes, holding one line at a time.</summary>
/// <remarks>
/// A line longer than the limit is never held: the buffer stops growing at the limit, the line is marked
/// <see cref="TooLong"/>, and its rest is skipped when the next line is asked for.
/// </remarks>
internal sealed class Utf8LineReader(Stream stream, int longestLine = Utf8LineReader.DefaultLongestLine) : IDisposable
{
    /// <summary>Longest line accepted where nothing else is said: 64 MiB.</summary>
    public const int DefaultLongestLine = 64 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _next, _end; // bytes not yet looked at are _next.._end
    private int _from, _length; // the current line
    private bool _ended;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the current line passed the limit; then <see cref="Line"/> is only its beginning.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The current line without its end. Valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_from, _length);

    /// <summary>Moves to the next line; false at the end.</summary>
    public bool Next()
    {
        if (TooLong)
            SkipRest();
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_next + searched, _end - _next - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(searched + found, andNewline: 1);
            searched = _end - _next;
            if (searched > longestLine)
            {
                TooLong = true;
                return Take(searched, andNewline: 0);
            }
            if (!Fill())
                return searched > 0 && Take(searched, andNewline: 0);
        }
    }

    /// <summary>Gives the buffer back. The stream stays open.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool Take(int length, int andNewline)
    {
        (_from, _length) = (_next, length);
        _next += length + andNewline;
        if (++Number == 1 && Line.StartsWith("\uFEFF"u8))
            (_from, _length) = (_from + 3, _length - 3);
        if (_length > 0 && _buffer[_from + _length - 1] == '\r')
            _length--;
        return true;
    }

    private void SkipRest()
    {
        TooLong = false;
        do
        {
            int found = _buffer.AsSpan(_next, _end - _next).IndexOf((byte)'\n');
            if (found >= 0)
            {
                _next += found + 1;
                return;
            }
            _next = _end;
        }
        while (Fill());
    }

    /// <summary>Reads more behind what is not yet looked at, moving or growing the buffer; false at the end of the stream.</summary>
    private bool Fill()
    {
        if (_ended)
            return false;
        int kept = _end - _next;
        if (_next > 0)
        {
            _buffer.AsSpan(_next, kept).CopyTo(_buffer);
            (_next, _end) = (0, kept);
        }
        if (kept == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(kept * 2);
            _buffer.AsSpan(0, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
        return read > 0;
    }
}
