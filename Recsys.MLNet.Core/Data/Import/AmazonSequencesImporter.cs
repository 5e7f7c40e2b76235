using System.Globalization;
using System.Text;

namespace Recsys.MLNet.Data.Import;

/// <summary>Reads purchase sequences as the sequential recommendation literature shares them.</summary>
/// <remarks>
/// A folder with <c>sequences.txt</c> ("user i1 i2 …", oldest first), and beside it, both optional,
/// <c>sequences_with_intervals.txt</c> (the same, then a tab and the seconds before each event) and <c>items.tsv</c> (header;
/// item id, other id, title, attribute ids). The intervals say nothing of when a user began, so the clock is relative, or only
/// an order where there are none. Users follow one another in random order; what each did stays together and in order.
/// </remarks>
public sealed class AmazonSequencesImporter : IEventImporter
{
    /// <inheritdoc/>
    public string Format => "amazon-sequences";

    /// <inheritdoc/>
    public string Description => "a folder with sequences.txt, and optionally sequences_with_intervals.txt and items.tsv";

    /// <inheritdoc/>
    public IEnumerable<Event> Read(string path, ImportOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"{path} is no folder; name the folder that holds sequences.txt.", path);
        string timed = Path.Combine(path, "sequences_with_intervals.txt");
        bool hasIntervals = File.Exists(timed);
        if (options.Clock == EventClock.Absolute || (options.Clock == EventClock.Relative && !hasIntervals))
            throw new ArgumentException($"The clock asked for is {EventJsonForm.NameOf(options.Clock.Value)}; {path} knows only {(hasIntervals ? "relative times" : "the order")}.");
        return Read(hasIntervals ? timed : Path.Combine(path, "sequences.txt"), hasIntervals, Path.Combine(path, "items.tsv"), options, run);
    }

    /// <summary>Events of files by their own names.</summary>
    /// <param name="sequences">"user i1 i2 …" lines.</param>
    /// <param name="hasIntervals">Whether each line goes on with a tab and the seconds before each event.</param>
    /// <param name="itemTable">Item id, other id, title, attribute ids, with a header; need not exist.</param>
    /// <param name="options">Clock and permutation of ids.</param>
    /// <param name="run">The seed of the permutation.</param>
    public IEnumerable<Event> Read(string sequences, bool hasIntervals, string itemTable, ImportOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        var clock = options.Clock ?? (hasIntervals ? EventClock.Relative : EventClock.Order);
        Vocabulary users = new(), items = new();
        var fields = ReadItems(itemTable, items);
        var lines = ReadSequences(sequences, hasIntervals, users, items);
        bool permute = options.PermuteIds ?? true;
        return Events(lines, fields, clock, $"{Format}-{run.Seed}-",
            new IdPermutation(users, permute ? "u" : null, run.Random("import.users")),
            new IdPermutation(items, permute ? "i" : null, run.Random("import.items")));
    }

    private static IEnumerable<Event> Events(List<Sequence> sequences, Dictionary<int, Field[]> fields, EventClock clock, string idPrefix, IdPermutation users, IdPermutation items)
    {
        long count = 0;
        string NextId() => idPrefix + (++count).ToString(CultureInfo.InvariantCulture);
        foreach (int item in items.SourcesInNewOrder)
            yield return new() { Kind = EventKind.Item, Id = NextId(), Clock = clock, Item = items.IdOf(item), SourceId = items.SourceIdOf(item), Fields = fields.GetValueOrDefault(item, []) };
        foreach (int user in users.SourcesInNewOrder)
        {
            var (does, seconds) = sequences[user];
            long time = 0;
            for (int i = 0; i < does.Length; i++)
            {
                time += clock == EventClock.Order ? (i == 0 ? 0 : 1) : seconds[i] * 1000;
                yield return new() { Kind = EventKind.Interaction, Id = NextId(), Timestamp = time, Clock = clock, User = users.IdOf(user), Item = items.IdOf(does[i]), Type = "review" };
            }
        }
    }

    private static List<Sequence> ReadSequences(string path, bool withIntervals, Vocabulary users, Vocabulary items)
    {
        var sequences = new List<Sequence>();
        InputFile.ForEachLine(path, (line, number) =>
        {
            string[] halves = Encoding.UTF8.GetString(line).Split('\t');
            if (halves.Length != (withIntervals ? 2 : 1))
                throw new InvalidDataException($"{path} line {number}: {(withIntervals ? "expected \"user i1 i2 …\", one tab, and the seconds before each event" : "expected \"user i1 i2 …\" without tabs")}.");
            string[] words = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
                throw new InvalidDataException($"{path} line {number}: user '{words.FirstOrDefault()}' has no items; expected \"user i1 i2 …\".");
            if (users.Find(words[0]) >= 0)
                throw new InvalidDataException($"{path} line {number}: user '{words[0]}' has a line already; expected one line for each user.");
            users.Add(words[0]);
            var seconds = new long[words.Length - 1];
            if (withIntervals)
                ReadIntervals(halves[1], seconds, path, number);
            sequences.Add(new([.. words.Skip(1).Select(items.Add)], seconds));
        });
        return sequences;
    }

    private static void ReadIntervals(string text, long[] seconds, string path, long line)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != seconds.Length)
            throw new InvalidDataException($"{path} line {line}: {seconds.Length} items and {words.Length} intervals; expected one interval before each item.");
        for (int i = 0; i < words.Length; i++)
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out seconds[i]) || seconds[i] > EventTime.Latest / 1000)
                throw new InvalidDataException($"{path} line {line}: interval {i + 1} is '{words[i]}'; expected whole seconds from 0.");
    }

    private static Dictionary<int, Field[]> ReadItems(string path, Vocabulary items)
    {
        var fields = new Dictionary<int, Field[]>();
        if (!File.Exists(path))
            return fields;
        InputFile.ForEachLine(path, (line, number) =>
        {
            if (number == 1)
                return; // header
            string[] cells = Encoding.UTF8.GetString(line).Split('\t');
            if (cells.Length != 4)
                throw new InvalidDataException($"{path} line {number}: the line has {cells.Length} values; expected item_id, asin, title, attribute_ids separated by tabs.");
            var known = new List<Field>();
            if (cells[2].Length > 0)
                known.Add(new("title", FieldValue.Of(cells[2])));
            if (cells[3].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } attributes)
                known.Add(new("attributes", FieldValue.Of(attributes)));
            fields[items.Add(cells[0])] = [.. known];
        });
        return fields;
    }

    private readonly record struct Sequence(int[] Items, long[] Seconds);
}
