using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Reads rows of <c>label [qid:Q] index:value …</c> one at a time, without holding the file.</summary>
/// <remarks>An index is the number of the feature, from 0, as LightGBM reads it. What follows a # is a comment. Bad input is an <see cref="InvalidDataException"/> with file, line and field.</remarks>
public sealed class SvmLightReader : IDisposable
{
    private const int LongestLine = 64 << 20;
    private const int LastIndex = 10_000_000;
    private readonly string _path;
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private bool _eof;
    private int[] _indices = new int[256];
    private double[] _values = new double[256];
    private int _count;

    /// <summary>Opens a file.</summary>
    public SvmLightReader(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
    }

    /// <summary>Number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Label of the current row.</summary>
    public float Label { get; private set; }

    /// <summary>Query of the current row, or null where the file has none.</summary>
    public long? Query { get; private set; }

    /// <summary>Feature numbers of the current row, in the order of the file.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    /// <summary>Feature values of the current row.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Reads the next row; false at the end.</summary>
    public bool Next()
    {
        while (TryLine(out int from, out int length))
        {
            var line = Content(_buffer.AsSpan(from, length));
            if (line.IsEmpty)
                continue;
            Parse(line);
            return true;
        }
        return false;
    }

    /// <summary>Passes over the next row without reading its values; false at the end.</summary>
    public bool Skip()
    {
        while (TryLine(out int from, out int length))
            if (!Content(_buffer.AsSpan(from, length)).IsEmpty)
                return true;
        return false;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> line)
    {
        int comment = line.IndexOf((byte)'#');
        return (comment >= 0 ? line[..comment] : line).Trim(" \t\r"u8);
    }

    private bool TryLine(out int from, out int length)
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0 || (_eof && _end > _start))
            {
                from = _start;
                length = at >= 0 ? at : _end - _start;
                _start += length + (at >= 0 ? 1 : 0);
                Line++;
                return true;
            }
            if (_eof)
            {
                from = length = 0;
                return false;
            }
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw new InvalidDataException($"{_path} line {Line + 1}: the line is longer than {LongestLine >> 20} MB; rows are 'label index:value …', one a line.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int got = _stream.Read(_buffer.AsSpan(_end));
        _end += got;
        _eof = got == 0;
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        _count = 0;
        Query = null;
        int at = 0;
        Label = (float)Number(line, ref at, "label");
        while (true)
        {
            while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
                at++;
            if (at >= line.Length)
                return;
            if (line[at..].StartsWith("qid:"u8))
            {
                at += 4;
                if (!Utf8Parser.TryParse(line[at..], out long query, out int used) || used == 0)
                    throw Bad("qid", Word(line, at), "wants a whole number");
                Query = query;
                at += used;
                continue;
            }
            int index = 0, digits = 0;
            while (at < line.Length && (uint)(line[at] - '0') <= 9 && index <= LastIndex)
            {
                index = index * 10 + (line[at++] - '0');
                digits++;
            }
            if (digits == 0 || at >= line.Length || line[at] != ':' || index > LastIndex)
                throw Bad("index", Word(line, at - digits), $"wants index:value with an index from 0 to {LastIndex}");
            at++;
            double value = Number(line, ref at, $"feature {index}");
            if (double.IsInfinity(value))
                throw Bad($"feature {index}", "an infinite value", "clip it, or leave it out or write nan where it is unknown");
            if (_count == _indices.Length)
            {
                Array.Resize(ref _indices, _count * 2);
                Array.Resize(ref _values, _count * 2);
            }
            _indices[_count] = index;
            _values[_count++] = value;
        }
    }

    private double Number(ReadOnlySpan<byte> line, ref int at, string field)
    {
        int from = at;
        if (TryPlain(line, ref at, out double value))
            return value;
        var word = line[from..];
        int end = word.IndexOfAny((byte)' ', (byte)'\t');
        if (end >= 0)
            word = word[..end];
        string text = System.Text.Encoding.UTF8.GetString(word);
        at = from + word.Length;
        if (text.ToLowerInvariant() is "nan" or "na" or "-nan" or "null")
            return double.NaN;
        if (text.ToLowerInvariant() is "inf" or "+inf" or "infinity")
            return double.PositiveInfinity;
        if (text.ToLowerInvariant() is "-inf" or "-infinity")
            return double.NegativeInfinity;
        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out value)
            ? value
            : throw Bad(field, text, "wants a number");
    }

    /// <summary>Numbers whose digits fit in 53 bits and whose power of ten is exact: one division or multiplication is correctly rounded (Clinger 1990).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPlain(ReadOnlySpan<byte> line, ref int at, out double value)
    {
        int i = at, digits = 0, power = 0;
        bool negative = i < line.Length && line[i] == '-';
        if (negative || (i < line.Length && line[i] == '+'))
            i++;
        ulong mantissa = 0;
        for (; i < line.Length && (uint)(line[i] - '0') <= 9; i++, digits++)
            mantissa = mantissa * 10 + (ulong)(line[i] - '0');
        if (i < line.Length && line[i] == '.')
        {
            int point = ++i;
            for (; i < line.Length && (uint)(line[i] - '0') <= 9; i++, digits++)
                mantissa = mantissa * 10 + (ulong)(line[i] - '0');
            power = point - i;
        }
        value = 0;
        if (digits is 0 or > 18 || mantissa > 1UL << 53)
            return false;
        if (i < line.Length && line[i] is (byte)'e' or (byte)'E')
        {
            bool down = i + 1 < line.Length && line[i + 1] == '-';
            int j = i + (down || (i + 1 < line.Length && line[i + 1] == '+') ? 2 : 1), exponent = 0, first = j;
            for (; j < line.Length && (uint)(line[j] - '0') <= 9 && exponent < 1000; j++)
                exponent = exponent * 10 + (line[j] - '0');
            if (j == first)
                return false;
            power += down ? -exponent : exponent;
            i = j;
        }
        if (power is < -22 or > 22 || (i < line.Length && line[i] is not ((byte)' ' or (byte)'\t')))
            return false;
        value = power < 0 ? mantissa / Powers[-power] : mantissa * Powers[power];
        if (negative)
            value = -value;
        at = i;
        return true;
    }

    private static ReadOnlySpan<double> Powers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private static string Word(ReadOnlySpan<byte> line, int at)
    {
        var word = line[Math.Min(at, line.Length)..];
        int end = word.IndexOfAny((byte)' ', (byte)'\t');
        word = end >= 0 ? word[..end] : word;
        return System.Text.Encoding.UTF8.GetString(word[..Math.Min(word.Length, 40)]);
    }

    private InvalidDataException Bad(string field, string got, string wanted) => new($"{_path} line {Line}: {field} is '{got}'; {wanted}.");
}
