using Recsys.MLNet.Data;
using Recsys.MLNet.Text.Encoders;

namespace Pipeline;

/// <summary>A made-up shop: items have a topic, which their title tells in one of several words, and an appeal of their own; users have a favourite topic that changes once; lists of eight are shown.</summary>
public static class SmallShop
{
    private const int Items = 180, Users = 200, Shown = 8;

    private static readonly string[][] Topics =
    [
        ["kettle", "teapot", "saucer", "mug"], ["tent", "lantern", "hammock", "backpack"], ["violin", "banjo", "drum", "flute"],
        ["trowel", "seedling", "hoe", "watering can"], ["puzzle", "dice", "chess set", "cards"], ["yarn", "needle", "thimble", "loom"],
    ];

    private static readonly string[] Looks = ["red", "blue", "small", "large", "handmade", "plain", "travel", "classic"];

    /// <summary>The title of an item.</summary>
    public static string TitleOf(int item) => $"{Looks[item * 7 % Looks.Length]} {Topics[item % Topics.Length][item / Topics.Length % 4]}";

    /// <summary>Everything that was shown, a row for each item of each list, oldest first.</summary>
    public static List<ShownItem> Lists(int requests, int seed)
    {
        var random = new Random(seed);
        var appeal = Enumerable.Range(0, Items).Select(_ => random.NextDouble()).ToArray();
        var clicked = Enumerable.Range(0, Users).Select(_ => new List<int>()).ToArray();
        var rows = new List<ShownItem>();
        for (int request = 0; request < requests; request++)
        {
            int user = random.Next(Users);
            int favourite = (user + (request > requests / 2 ? 1 : 0)) % Topics.Length;
            string[] history = [.. clicked[user].TakeLast(10).Select(TitleOf)];
            foreach (int item in Enumerable.Range(0, Shown).Select(_ => random.Next(Items)).Distinct())
            {
                double chance = (item % Topics.Length == favourite ? 0.55 : 0.05) + 0.2 * appeal[item];
                bool click = random.NextDouble() < chance;
                rows.Add(new ShownItem { RequestId = (uint)request, UserId = "u" + user, ItemId = "i" + item, Title = TitleOf(item), Time = request, Label = click ? 1 : 0, History = history });
                if (click)
                    clicked[user].Add(item);
            }
        }
        return rows;
    }

    /// <summary>The clicks and titles of some rows, as a log that models learn from.</summary>
    public static InteractionLog Clicks(IEnumerable<ShownItem> rows) => InteractionLogBuilder.From(rows.Where(row => row.Label > 0).SelectMany(row => new Event[]
    {
        new() { Kind = EventKind.Item, Item = row.ItemId, Timestamp = row.Time, Fields = [new("title", FieldValue.Of(row.Title))] },
        new() { Kind = EventKind.Interaction, User = row.UserId, Item = row.ItemId, Type = "click", Timestamp = row.Time },
    }));

    /// <summary>Gives each row the vectors of what its user clicked before.</summary>
    public static void Remember(IReadOnlyList<ShownItem> rows, ITextEncoder encoder)
    {
        var known = new Dictionary<string, float[]>();
        foreach (var row in rows)
            row.HistoryVectors = [.. row.History.SelectMany(title => known.TryGetValue(title, out var vector) ? vector : known[title] = encoder.Encode(title))];
    }

    private static float[] Encode(this ITextEncoder encoder, string text)
    {
        var vector = new float[encoder.Dimensions];
        encoder.Encode([text], vector);
        return vector;
    }
}
