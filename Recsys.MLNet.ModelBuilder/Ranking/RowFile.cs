using System.Globalization;
using System.IO.Compression;
using System.Text;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of the ranker as a compressed CSV: one line an item of a request, what it was, what came of it, and its features.</summary>
internal static class RowFile
{
    private const string Candidates = "candidates", Page = "page";
    private const int Fixed = 14; // columns before the features

    private static string[] Columns(IReadOnlyList<string> features) =>
        ["request", "time", "actor", "surface", "kind", "item", "weight", "position", "stands_for", RowLabels.Grade, .. RowLabels.Aims, .. features];

    /// <summary>Writes groups; values that are not known are empty.</summary>
    public static void Write(Stream to, IReadOnlyList<string> features, IReadOnlyList<RequestGroup> groups)
    {
        using var packed = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true);
        using var writer = new StreamWriter(packed, new UTF8Encoding(false), 1 << 16);
        writer.Write(string.Join(',', Columns(features).Select(Quoted)) + "\n");
        Span<char> number = stackalloc char[32];
        foreach (var group in groups)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"{group.Event},{group.Time},{Quoted(group.Actor)},{Quoted(group.Surface)},{(group.Stands is null ? Page : Candidates)},");
            for (int r = 0; r < group.Rows; r++)
            {
                writer.Write(head);
                writer.Write(Quoted(group.Items![r]));
                Number(group.Weight, number);
                if (group.Positions is null)
                    writer.Write(',');
                else
                    Number(group.Positions[r], number);
                if (group.Stands is null)
                    writer.Write(',');
                else
                    Number(group.Stands[r], number);
                Number(group.Labels[r], number);
                foreach (string label in RowLabels.Aims)
                    Number(RowLabels.Of(label, group.Outcomes![r], group.Dwell![r]), number);
                foreach (float value in group.Values.AsSpan(r * features.Count, features.Count))
                    Number(value, number);
                writer.Write('\n');
            }
        }

        void Number(float value, Span<char> text)
        {
            writer.Write(',');
            if (float.IsNaN(value))
                return;
            value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture); // the shortest text that reads back as the same number
            writer.Write(text[..length]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The features it must have.</param>
    /// <param name="plannedOf">The number of a request in the plan, by the number of its event.</param>
    /// <exception cref="InvalidDataException">It is damaged, or has other columns.</exception>
    public static List<RequestGroup> Read(string path, IReadOnlyList<string> features, Func<long, int> plannedOf)
    {
        var groups = new List<RequestGroup>();
        using var table = CsvTable.Open(path, ','); // which unpacks
        if (!table.Header.SequenceEqual(Columns(features)))
            throw new InvalidDataException($"{path} has {table.Header.Length} columns; expected {Fixed} and the {features.Count} features of its folder. Remove the folder and make the rows again.");
        var lines = new Lines(table, features.Count);
        (long Request, string Kind) group = (-1, "");
        for (bool more = table.Next(); more; more = table.Next())
        {
            var next = (long.Parse(table[0], CultureInfo.InvariantCulture), table[4]);
            if (next != group && lines.Count > 0)
                groups.Add(lines.Group(plannedOf));
            group = next;
            lines.Add();
        }
        if (lines.Count > 0)
            groups.Add(lines.Group(plannedOf));
        return groups;
    }

    private static string Quoted(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>The lines of one group.</summary>
    private sealed class Lines(CsvTable table, int features)
    {
        private readonly List<float> _values = [], _labels = [], _dwell = [], _stands = [];
        private readonly List<int> _positions = [];
        private readonly List<byte> _outcomes = [];
        private readonly List<string> _items = [];
        private RequestGroup? _head;

        public int Count => _labels.Count;

        public void Add()
        {
            if (table.Cells.Count != Fixed + features)
                throw new InvalidDataException($"The rows of line {table.Line} have {table.Cells.Count} columns; expected {Fixed + features}. Remove the folder and make the rows again.");
            _head ??= new() { Event = long.Parse(table[0], CultureInfo.InvariantCulture), Time = long.Parse(table[1], CultureInfo.InvariantCulture), Actor = Text(2), Surface = Text(3), Weight = Number(6), Labels = [], Stands = table[4] == Page ? null : [] };
            _items.Add(table[5]);
            _positions.Add(table[7].Length == 0 ? 0 : int.Parse(table[7], CultureInfo.InvariantCulture));
            _stands.Add(Number(8));
            _labels.Add(Number(9));
            _outcomes.Add((byte)(Number(10) + 2 * Number(11) + 4 * Number(12)));
            _dwell.Add(Number(13));
            for (int f = 0; f < features; f++)
                _values.Add(Number(Fixed + f));
        }

        public RequestGroup Group(Func<long, int> plannedOf)
        {
            var group = _head! with
            {
                Planned = plannedOf(_head.Event),
                Items = [.. _items],
                Values = [.. _values],
                Labels = [.. _labels],
                Outcomes = [.. _outcomes],
                Dwell = [.. _dwell],
                Positions = _head.Stands is null ? [.. _positions] : null,
                Stands = _head.Stands is null ? null : [.. _stands],
            };
            foreach (System.Collections.IList list in (System.Collections.IList[])[_values, _labels, _dwell, _stands, _positions, _outcomes, _items])
                list.Clear();
            _head = null;
            return group;
        }

        private string? Text(int column) => table[column].Length == 0 ? null : table[column];

        private float Number(int column) => table[column].Length == 0 ? float.NaN : float.Parse(table[column], CultureInfo.InvariantCulture);
    }
}
