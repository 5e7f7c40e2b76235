using Recsys.MLNet.Data;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>Events of a made-up shop of any size, drawn as they are read: items with texts, users with a taste for a few categories each.</summary>
internal sealed class LargeShop(int items, int users, int eventsPerUser, int seed = 1)
{
    private const long Start = 1_735_689_600_000, Day = 86_400_000, Days = 14;
    private const int Categories = 200, Brands = 1000, Words = 5000;

    public const long End = Start + Days * Day;

    public IEnumerable<Event> Events()
    {
        var random = new GeneratorRandom((ulong)seed, 11);
        for (int i = 0; i < items; i++)
            yield return Item(i, random);
        long count = (long)users * eventsPerUser;
        for (long n = 0; n < count; n++)
            yield return Step((int)(n % users), Start + n * Days * Day / count, random);
    }

    private static Event Item(int i, GeneratorRandom random)
    {
        int category = i % Categories;
        var title = new string[7];
        for (int w = 0; w < title.Length; w++) // common words are common, a third belong to the category
            title[w] = w % 3 == 0 ? $"c{category}w{random.Below(40)}" : $"w{(int)(Words * Math.Pow(random.Uniform(), 3))}";
        return new Event
        {
            Kind = EventKind.Item,
            Item = "i" + i,
            Timestamp = Start,
            Fields = [new("title", FieldValue.Of(string.Join(' ', title))), new("category", FieldValue.Of("category " + category)), new("brand", FieldValue.Of("brand " + random.Below(Brands))), new("price", FieldValue.Of(5 + random.Below(200)))],
        };
    }

    private Event Step(int user, long at, GeneratorRandom random)
    {
        // Four of five times something of the user's three categories; of a category the first items are the popular ones.
        int category = random.Below(5) < 4 ? (user * 7 + random.Below(3) * 31) % Categories : random.Below(Categories);
        int inCategory = Math.Max(1, items / Categories);
        int item = Math.Min(items - 1, category + Categories * (int)(inCategory * Math.Pow(random.Uniform(), 2)));
        int dice = random.Below(20);
        if (dice < 4)
            return new Event { Kind = EventKind.Ranking, User = "u" + user, Timestamp = at, Items = [.. Enumerable.Range(0, 5).Select(k => new RankedItem { Id = "i" + (item + k * Categories) % items })] };
        return new Event { Kind = EventKind.Interaction, User = "u" + user, Item = "i" + item, Type = dice < 17 ? "click" : dice < 19 ? "cart" : "purchase", Timestamp = at };
    }
}
