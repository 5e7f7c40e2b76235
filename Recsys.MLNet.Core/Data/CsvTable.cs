using System.Text;

namespace Recsys.MLNet.Data;

/// <summary>Reads a table of comma or tab separated values with a header, one row at a time (RFC 4180 quotes).</summary>
internal sealed class CsvTable : IDisposable
{
    /// <summary>Longest row accepted, in characters.</summary>
    private const int LongestRow = 16 << 20;

    private readonly string _source;
    private readonly char _delimiter;
    private readonly TextReader _reader;
    private readonly List<string> _cells = [];
    private readonly StringBuilder _cell = new();
    private readonly char[] _buffer = new char[1 << 14];
    private int _next, _end;
    private long _line = 1;

    public CsvTable(string source, TextReader reader, char delimiter)
    {
        (_source, _reader, _delimiter) = (source, reader, delimiter);
        if (!ReadRow())
            throw new InvalidDataException($"{source} is empty; expected a header line.");
        Header = _cells.Select(c => c.Trim().TrimStart('\uFEFF')).ToArray();
    }

    /// <summary>Opens a file.</summary>
    public static CsvTable Open(string path, char delimiter) => new(path, new StreamReader(InputFile.Open(path), Encoding.UTF8), delimiter);

    /// <summary>Names of the columns.</summary>
    public string[] Header { get; }

    /// <summary>Line on which the current row begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The current row.</summary>
    public IReadOnlyList<string> Cells => _cells;

    /// <summary>Place of a column, whatever its case, or −1.</summary>
    public int Column(string name) => Array.FindIndex(Header, h => string.Equals(h, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value in a column of the current row; empty where the column or the cell is absent.</summary>
    public string this[int column] => column >= 0 && column < _cells.Count ? _cells[column] : "";

    /// <summary>Moves to the next row that is not blank; false at the end.</summary>
    public bool Next()
    {
        while (ReadRow())
            if (_cells.Count > 1 || _cells[0].Length > 0)
                return true;
        return false;
    }

    public void Dispose() => _reader.Dispose();

    private bool ReadRow()
    {
        _cells.Clear();
        _cell.Clear();
        Line = _line;
        if (Peek() < 0)
            return false;
        bool quoted = false, wasQuoted = false;
        long length = 0;
        while (true)
        {
            int c = Read();
            if (++length > LongestRow)
                throw new InvalidDataException($"{_source} line {Line}: the row is longer than {LongestRow >> 20} M characters; is a quote not closed?");
            if (quoted)
            {
                if (c < 0)
                    throw new InvalidDataException($"{_source} line {Line}: a quoted value is not closed before the end of the file; add the quote.");
                if (c != '"')
                    _cell.Append((char)c);
                else if (Peek() == '"')
                    _cell.Append((char)Read());
                else
                    quoted = false;
                if (c == '\n')
                    _line++;
            }
            else if (c == '"' && _cell.Length == 0 && !wasQuoted)
            {
                quoted = wasQuoted = true;
            }
            else if (c == _delimiter)
            {
                EndCell(ref wasQuoted);
            }
            else if (c is < 0 or '\n')
            {
                if (_cell.Length > 0 && _cell[^1] == '\r')
                    _cell.Length--;
                EndCell(ref wasQuoted);
                _line++;
                return true;
            }
            else
            {
                _cell.Append((char)c);
            }
        }
    }

    private void EndCell(ref bool wasQuoted)
    {
        _cells.Add(_cell.ToString());
        _cell.Clear();
        wasQuoted = false;
    }

    private int Peek()
    {
        if (_next == _end)
        {
            _end = _reader.Read(_buffer, 0, _buffer.Length);
            _next = 0;
        }
        return _next < _end ? _buffer[_next] : -1;
    }

    private int Read()
    {
        int c = Peek();
        if (c >= 0)
            _next++;
        return c;
    }
}
