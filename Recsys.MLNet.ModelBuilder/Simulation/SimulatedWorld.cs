using System.Globalization;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>Items and users of a simulation, and what the shop knows each morning: which items it offers and how popular they are.</summary>
internal sealed class SimulatedWorld
{
    public const long Day = 86_400_000;
    private const int BrandsPerCategory = 12;

    private readonly float[] _popularity;

    public SimulatedWorld(SimulationOptions options, RunSettings run)
    {
        Options = options;
        Theme = SimulationTheme.Of(options.Theme);
        int categories = Theme.Categories.Count;
        var random = run.Random("simulate.world");
        // What goes with what: a purchase in one category awakens the need for another.
        Complement = random.Permutation(categories);
        Repeats = new bool[categories];
        foreach (int category in random.Permutation(categories).AsSpan(0, (int)Math.Round(categories * options.RepeatCategories)))
            Repeats[category] = true;
        Items = MakeItems(options, run.Random("simulate.items"));
        Users = MakeUsers(options, run.Random("simulate.users"));
        _popularity = new float[Items.Length];
        Offered = [];
        OfferedIn = [.. Theme.Categories.Select(_ => Array.Empty<int>())];
    }

    public SimulationOptions Options { get; }

    public SimulationTheme Theme { get; }

    public SimulatedItem[] Items { get; }

    public SimulatedUser[] Users { get; }

    public int[] Complement { get; }

    /// <summary>Whether items of a category are used up and bought again.</summary>
    public bool[] Repeats { get; }

    /// <summary>The day that is open, from 0.</summary>
    public int Today { get; private set; }

    /// <summary>Items offered today, most popular first.</summary>
    public int[] Offered { get; private set; }

    /// <summary>Items offered today in each category, most popular first.</summary>
    public int[][] OfferedIn { get; private set; }

    /// <summary>Counts a click for tomorrow's popularity.</summary>
    public void Clicked(int item) => _popularity[item]++;

    /// <summary>A new day: yesterday's clicks decide today's order.</summary>
    public void Open(int day)
    {
        Today = day;
        long from = day * Day;
        Offered = [.. Enumerable.Range(0, Items.Length).Where(i => Items[i].Born <= from && Items[i].Gone > from)];
        var keys = Array.ConvertAll(Offered, i => -_popularity[i]);
        Array.Sort(keys, Offered, Comparer<float>.Default);
        SortTies(keys, Offered);
        OfferedIn = [.. Enumerable.Range(0, Theme.Categories.Count).Select(c => Offered.Where(i => Items[i].Category == c).ToArray())];
        for (int i = 0; i < _popularity.Length; i++)
            _popularity[i] *= 0.8f;
    }

    private static void SortTies(float[] keys, int[] values)
    {
        for (int from = 0; from < keys.Length;)
        {
            int to = from + 1;
            while (to < keys.Length && keys[to] == keys[from])
                to++;
            values.AsSpan(from, to - from).Sort();
            from = to;
        }
    }

    private SimulatedItem[] MakeItems(SimulationOptions options, RandomStream random)
    {
        int[] ids = random.Permutation(options.Items); // so that ids tell nothing of age
        var items = new SimulatedItem[options.Items];
        for (int i = 0; i < items.Length; i++)
        {
            int category = random.NextInt(Theme.Categories.Count);
            var words = Theme.Categories[category];
            int brandInCategory = random.NextInt(BrandsPerCategory);
            double relative = Math.Exp(0.45 * random.NextGaussian() + 0.05 * (brandInCategory - BrandsPerCategory / 2));
            long born = random.NextDouble() < options.ArrivingItems ? (long)(random.NextDouble() * options.Days * Day) : 0;
            long life = options.ItemLifetimeDays > 0 ? (long)(-Math.Log(1 - random.NextDouble()) * options.ItemLifetimeDays * Day) + Day : long.MaxValue / 4;
            items[i] = new()
            {
                Id = "i" + (ids[i] + 1).ToString(CultureInfo.InvariantCulture),
                Category = category,
                Brand = (category * 17 + brandInCategory * 5) % 256,
                Style = random.NextInt(Theme.StylesEnglish.Length),
                Colour = random.NextInt(Theme.ColoursEnglish.Length),
                Noun = random.NextInt(words.NounsEnglish.Length),
                Use = random.NextInt(words.UsesEnglish.Length),
                Chinese = random.NextDouble() < options.Chinese,
                Quality = random.NextGaussian(),
                RelativePrice = relative,
                Price = Math.Max(1, Math.Round(words.Price * relative)) - 0.01,
                Born = born,
                Gone = (born + life) / Day * Day + Day, // the shop updates its offer at midnight
            };
        }
        return items;
    }

    private SimulatedUser[] MakeUsers(SimulationOptions options, RandomStream random)
    {
        int[] ids = random.Permutation(options.Users);
        var users = new SimulatedUser[options.Users];
        for (int u = 0; u < users.Length; u++)
        {
            users[u] = new()
            {
                Number = u,
                Id = "u" + (ids[u] + 1).ToString(CultureInfo.InvariantCulture),
                Chinese = random.NextDouble() < options.Chinese,
                // Lognormal with mean 1: a few users make most of the sessions.
                Activity = options.SessionsPerDay * Math.Exp(random.NextGaussian() - 0.5),
                Budget = Math.Exp(0.5 * random.NextGaussian() + 0.2),
                Style = random.NextInt(Theme.StylesEnglish.Length),
                Favourites = [.. Enumerable.Range(0, SimulatedUser.FavouriteCount).Select(_ => random.NextInt(Theme.Categories.Count))],
                Born = random.NextDouble() < options.ArrivingUsers ? (long)(random.NextDouble() * options.Days * Day) : 0,
            };
        }
        return users;
    }
}
