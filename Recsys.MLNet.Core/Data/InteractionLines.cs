using System.Buffers.Text;
using System.Text;

namespace Recsys.MLNet.Data;

/// <summary>Reads "user item [value [time]]" lines, separated by blanks or tabs: the usual form of rating files.</summary>
/// <remarks>
/// Without a value each line weighs 1. Times below 10¹¹ are taken as seconds since 1970, larger ones as milliseconds. When any line has no
/// time the log's clock is an order, the order of lines. Lines that begin with # are passed over.
/// </remarks>
public static class InteractionLines
{
    private const string Form = "expected \"user item value [time]\", separated by blanks or tabs";

    /// <summary>Reads one file.</summary>
    public static InteractionLog Read(string path) => Read([path])[0];

    /// <summary>Reads files that share their users and items, such as a training and a test file. Numbers are those of all files together.</summary>
    /// <exception cref="InvalidDataException">A line is not of that form; the message names file, line and column.</exception>
    public static InteractionLog[] Read(params ReadOnlySpan<string> paths)
    {
        Vocabulary users = new(), items = new(), types = new(["rating"]);
        var parts = new Part[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            parts[i] = new Part(paths[i], users, items);
            InputFile.ForEachLine(paths[i], parts[i].Add);
            if (parts[i].User.Count == 0)
                throw new InvalidDataException($"{paths[i]} holds no interaction; {Form}.");
        }
        var catalogue = new Catalogue();
        return [.. parts.Select(p => new InteractionLog(users, items, types, [.. p.User], [.. p.Item], new int[p.User.Count], [.. p.Weight], [.. p.Times()], p.Clock, catalogue))];
    }

    private sealed class Part(string path, Vocabulary users, Vocabulary items)
    {
        private readonly List<long> _time = [];
        private bool _untimed;

        public List<int> User { get; } = [];

        public List<int> Item { get; } = [];

        public List<float> Weight { get; } = [];

        public EventClock Clock => _untimed ? EventClock.Order : EventClock.Absolute;

        public IEnumerable<long> Times() => _untimed ? Enumerable.Range(0, User.Count).Select(i => (long)i) : _time;

        public void Add(ReadOnlySpan<byte> line, long number)
        {
            if (line[0] == '#')
                return;
            var rest = line;
            var user = Next(ref rest);
            var item = Next(ref rest);
            var value = Next(ref rest);
            var time = Next(ref rest);
            if (item.IsEmpty)
                throw Wrong(number, "item", "is missing");
            if (!Next(ref rest).IsEmpty)
                throw Wrong(number, "line", "has more than four values");
            User.Add(users.Add(Encoding.UTF8.GetString(user)));
            Item.Add(items.Add(Encoding.UTF8.GetString(item)));
            Weight.Add(value.IsEmpty ? 1 : ReadValue(value, number));
            _time.Add(time.IsEmpty ? 0 : ReadTime(time, number));
            _untimed |= time.IsEmpty;
        }

        private float ReadValue(ReadOnlySpan<byte> text, long line) =>
            Utf8Parser.TryParse(text, out float value, out int used) && used == text.Length && float.IsFinite(value)
                ? value
                : throw Wrong(line, "value", $"is '{Encoding.UTF8.GetString(text)}'; it must be a finite number");

        private long ReadTime(ReadOnlySpan<byte> text, long line)
        {
            // Some files print times as real numbers.
            if (!Utf8Parser.TryParse(text, out double time, out int used) || used != text.Length || !double.IsFinite(time) || Math.Abs(time) > EventTime.Latest)
                throw Wrong(line, "time", $"is '{Encoding.UTF8.GetString(text)}'; it must be seconds or milliseconds since 1970");
            return Math.Abs(time) < 1e11 ? (long)Math.Round(time * 1000) : (long)time;
        }

        private InvalidDataException Wrong(long line, string column, string what) =>
            new EventProblem(path, line, column, $"'{column}' {what}; {Form}.").ToException();

        private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
        {
            rest = rest.TrimStart(" \t"u8);
            int end = rest.IndexOfAny((byte)' ', (byte)'\t');
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[end..];
            return word;
        }
    }
}
