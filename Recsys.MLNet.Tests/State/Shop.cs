using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.State;

/// <summary>A small made-up shop: events of every kind, the same for a seed.</summary>
internal static class Shop
{
    public const long Start = 1_700_000_000_000;
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    public static Event Item(string id, string? category = null, double price = double.NaN, long at = Start, bool? available = null, string? brand = null, string? parent = null)
    {
        var fields = new List<Field> { new("title", FieldValue.Of("The " + id)) };
        if (category is not null)
            fields.Add(new("category", FieldValue.Of(category)));
        if (brand is not null)
            fields.Add(new("brand", FieldValue.Of(brand)));
        if (parent is not null)
            fields.Add(new("parent", FieldValue.Of(parent)));
        if (!double.IsNaN(price))
            fields.Add(new("price", FieldValue.Of(price)));
        return new Event { Kind = EventKind.Item, Item = id, Timestamp = at, Fields = fields, Available = available };
    }

    public static Event Do(string user, string item, string type = "click", long at = Start, string? id = null) =>
        new() { Kind = EventKind.Interaction, User = user, Item = item, Type = type, Timestamp = at, Id = id };

    public static Event Shown(string user, long at, params string[] items) =>
        new() { Kind = EventKind.Ranking, User = user, Timestamp = at, Items = [.. items.Select(i => new RankedItem { Id = i })] };

    public static Event Merge(string user, string session, long at = Start) => new() { Kind = EventKind.User, User = user, Merge = session, Timestamp = at };

    /// <summary>Users with a taste for one category each, sessions, exposures, purchases, items that come and go, merges, times out of order.</summary>
    public static List<Event> Log(int events, int users = 40, int items = 60, int seed = 1)
    {
        var random = new RandomStream(seed, "shop");
        var log = new List<Event>();
        for (int i = 0; i < items; i++)
            log.Add(Item($"i{i}", $"c{i % 5}", 5 + i % 17, Start + i, brand: $"b{i % 7}"));
        long now = Start + Hour;
        for (int n = 0; n < events; n++)
        {
            now += random.NextInt((int)(20 * Minute));
            string user = random.NextInt(10) == 0 ? $"s{random.NextInt(users)}" : $"u{random.NextInt(users)}";
            int taste = user[^1] % 5;
            int item = random.NextInt(3) > 0 ? taste + 5 * random.NextInt(items / 5) : random.NextInt(items);
            long at = random.NextInt(20) == 0 ? now - Hour : now;
            log.Add(random.NextInt(12) switch
            {
                0 or 1 => Shown(user, at, $"i{item}", $"i{random.NextInt(items)}", $"i{random.NextInt(items)}"),
                2 => Do(user, $"i{item}", "purchase", at, $"e{n}"),
                3 => Do(user, $"i{item}", "cart", at),
                4 => random.NextInt(4) == 0 ? Do(user, $"i{item}", "hide", at) : Do(user, $"i{item}", "rating", at) with { Fields = [new("value", FieldValue.Of(1 + random.NextInt(5)))] },
                5 => random.NextInt(6) == 0 ? Merge($"u{random.NextInt(users)}", $"s{random.NextInt(users)}", at) : Item($"i{random.NextInt(items)}", available: random.NextInt(2) == 0, at: at),
                _ => Do(user, $"i{item}", "click", at, $"e{n}"),
            });
            if (random.NextInt(50) == 0 && log[^1].Id is not null)
                log.Add(log[^1]); // sent twice
        }
        return log;
    }
}
