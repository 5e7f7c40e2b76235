using System.Globalization;

namespace Recsys.MLNet.Data.Import;

/// <summary>Reads the MovieLens data sets: 100k (<c>u.data</c>), 1M and 10M (<c>ratings.dat</c>), 20M and later (<c>ratings.csv</c>).</summary>
/// <remarks>
/// Gives a user event for each described user, an item event for each film and a <c>rating</c> interaction for each rating, in time
/// order; ratings of one second keep the order of the file. Times are absolute, to the second.
/// </remarks>
public sealed class MovieLensImporter : IEventImporter
{
    /// <inheritdoc/>
    public string Format => "movielens";

    /// <inheritdoc/>
    public string Description => "a MovieLens folder: 100k (u.data), 1M or 10M (ratings.dat), 20M and later (ratings.csv)";

    /// <inheritdoc/>
    public IEnumerable<Event> Read(string path, ImportOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var files = MovieLensFiles.Open(path);
        var data = files.Read();
        bool permute = options.PermuteIds ?? true;
        var users = new IdPermutation(data.Users, permute ? "u" : null, run.Random("import.users"));
        var items = new IdPermutation(data.Items, permute ? "i" : null, run.Random("import.items"));
        long[] times = [.. data.Seconds];
        int[] order = [.. Enumerable.Range(0, times.Length)];
        Array.Sort(times, order); // equal times: by the place in the file, see below
        KeepFileOrder(times, order);
        long start = times.Length > 0 ? times[0] * 1000 : 0;
        return Events(data, users, items, times, order, start, $"{Format}-{run.Seed}-");
    }

    private static IEnumerable<Event> Events(MovieLensData data, IdPermutation users, IdPermutation items, long[] times, int[] order, long start, string idPrefix)
    {
        long count = 0;
        string NextId() => idPrefix + (++count).ToString(CultureInfo.InvariantCulture);
        foreach (int item in items.SourcesInNewOrder)
            yield return new() { Kind = EventKind.Item, Id = NextId(), Timestamp = start, Item = items.IdOf(item), SourceId = items.SourceIdOf(item), Fields = data.ItemFields.GetValueOrDefault(item, []) };
        foreach (int user in users.SourcesInNewOrder)
            if (data.UserFields.TryGetValue(user, out var fields))
                yield return new() { Kind = EventKind.User, Id = NextId(), Timestamp = start, User = users.IdOf(user), SourceId = users.SourceIdOf(user), Fields = fields };
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            yield return new()
            {
                Kind = EventKind.Interaction,
                Id = NextId(),
                Timestamp = times[i] * 1000,
                User = users.IdOf(data.User[row]),
                Item = items.IdOf(data.Item[row]),
                Type = "rating",
                Fields = [new("value", FieldValue.Of(data.Rating[row]))],
            };
        }
    }

    // Array.Sort does not keep the order of equal keys.
    private static void KeepFileOrder(long[] times, int[] order)
    {
        for (int from = 0; from < times.Length;)
        {
            int to = from + 1;
            while (to < times.Length && times[to] == times[from])
                to++;
            order.AsSpan(from, to - from).Sort();
            from = to;
        }
    }
}
