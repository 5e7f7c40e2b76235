using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Configuration.Drafting;

/// <summary>What a log holds, as far as a configuration depends on it.</summary>
public sealed record DataProfile
{
    /// <summary>Interactions by type, most frequent first.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Types { get; init; }

    /// <summary>Item fields, by name.</summary>
    public required IReadOnlyList<FieldProfile> Fields { get; init; }

    /// <summary>Events of all kinds.</summary>
    public required long Events { get; init; }

    /// <summary>Lists that were shown.</summary>
    public required long Rankings { get; init; }

    /// <summary>Interactions, users and items with them.</summary>
    public required (int Interactions, int Users, int Items) Size { get; init; }

    /// <summary>What times mean.</summary>
    public required EventClock Clock { get; init; }

    /// <summary>Days from the first interaction to the last; NaN where times are not absolute.</summary>
    public required double Days { get; init; }

    /// <summary>Share of interactions with an item that the user had interacted with on an earlier day.</summary>
    public required double RepeatShare { get; init; }

    /// <summary>Share of the last fifth's interactions whose item did not occur before it; NaN where times are not absolute.</summary>
    public required double Turnover { get; init; }

    /// <summary>Share of item texts that are written in Chinese, Japanese or Korean.</summary>
    public required double EastAsian { get; init; }

    /// <summary>Interactions as a share of all pairs of users and items.</summary>
    public double Density => Size.Users == 0 || Size.Items == 0 ? 0 : Size.Interactions / ((double)Size.Users * Size.Items);

    /// <summary>The profile of events, read once.</summary>
    /// <exception cref="ArgumentException">There is no interaction.</exception>
    public static DataProfile Of(IEnumerable<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var interactions = new InteractionLogBuilder(new InteractionWeights { Types = new Dictionary<string, float>(), Other = 1 });
        long all = 0, rankings = 0;
        foreach (var e in events)
        {
            all++;
            rankings += e.Kind == EventKind.Ranking ? 1 : 0;
            interactions.Add(e);
        }
        var log = interactions.Build();
        if (log.Count == 0)
            throw new ArgumentException("The events hold no interaction; a recommender learns from clicks, carts, purchases or ratings. Check the data with 'recsys validate'.");
        bool absolute = log.Clock == EventClock.Absolute;
        return new()
        {
            Events = all,
            Rankings = rankings,
            Types = [.. log.TypeOf.CountBy(t => t).OrderByDescending(t => t.Value).Select(t => KeyValuePair.Create(log.Types[t.Key], t.Value))],
            Fields = FieldProfiles.Of(log),
            Size = (log.Count, log.UserOf.Distinct().Count(), log.ItemOf.Distinct().Count()),
            Clock = log.Clock,
            Days = absolute ? (log.TimeOf.Max() - log.TimeOf.Min()) / Day : double.NaN,
            RepeatShare = Repeats(log),
            Turnover = absolute ? NewItems(log) : double.NaN,
            EastAsian = FieldProfiles.EastAsian(log),
        };
    }

    private const double Day = 86_400_000;

    // On a log without days the same pair twice is a repeat.
    private static double Repeats(InteractionLog log)
    {
        var last = new Dictionary<(int User, int Item), long>();
        int repeats = 0;
        for (int i = 0; i < log.Count; i++)
        {
            var pair = (log.UserOf[i], log.ItemOf[i]);
            long day = log.Clock == EventClock.Order ? i : (long)(log.TimeOf[i] / Day);
            if (last.TryGetValue(pair, out long before) && day != before)
                repeats++;
            last[pair] = day;
        }
        return (double)repeats / log.Count;
    }

    private static double NewItems(InteractionLog log)
    {
        var order = Enumerable.Range(0, log.Count).OrderBy(i => log.TimeOf[i]).ToArray();
        int cut = log.Count * 4 / 5;
        var known = order[..cut].Select(i => log.ItemOf[i]).ToHashSet();
        return cut == log.Count ? 0 : order[cut..].Count(i => !known.Contains(log.ItemOf[i])) / (double)(log.Count - cut);
    }
}
