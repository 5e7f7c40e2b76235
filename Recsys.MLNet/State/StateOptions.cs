namespace Recsys.MLNet.State;

/// <summary>What is remembered of users and items, and how much. Saved with the package: training and service must agree on it.</summary>
public sealed record StateOptions : IValidatedOptions
{
    /// <summary>Behaviours remembered per user and interaction type. Default 50. Too few forgets purchases behind clicks; more costs 17 bytes each. Bounded together by <see cref="History"/>.</summary>
    public int PerType { get; init; } = 50;

    /// <summary>Behaviours remembered per user over all types. Default 100. Too few weakens sequence models and profiles, more costs memory and time per request. See <see cref="PerType"/>.</summary>
    public int History { get; init; } = 100;

    /// <summary>Exposures remembered per user. Default 64. Too few forgets what was shown and ignored, so it is shown again, and clicks whose exposure is forgotten are missing in click rates; 0 takes every look for a click. More costs 13 bytes each. See <see cref="History"/> for behaviours.</summary>
    public int Exposures { get; init; } = 64;

    /// <summary>Minutes of silence that end a session. Default 30. Too short cuts one visit into several, too long joins visits. Decides the session features and merging of adjacent repeats.</summary>
    public double SessionGapMinutes { get; init; } = 30;

    /// <summary>Days of silence after which a user is forgotten. Default 180; 0 keeps everyone until <see cref="MaxUsers"/>. Too short forgets returning customers, too long fills memory with visitors who never return.</summary>
    public double UserDays { get; init; } = 180;

    /// <summary>Users kept in memory; beyond it the longest silent are forgotten. Default 1,000,000. Too small forgets active users, too large needs memory (about 1 KB each). See <see cref="UserDays"/>.</summary>
    public int MaxUsers { get; init; } = 1_000_000;

    /// <summary>Memory for users and items together in millions of bytes, as estimated. Default 0, no limit but <see cref="MaxUsers"/>. Beyond it neighbours of idle items are forgotten while items hold more than half, then the longest silent users. Too small forgets active users; the catalogue itself is never forgotten. Looked at every 4,096 events.</summary>
    public int Megabytes { get; init; }

    /// <summary>Categories and brands remembered per user, each. Default 16. Too few forgets side interests, more costs 8 bytes each and adds noise.</summary>
    public int Affinities { get; init; } = 16;

    /// <summary>Neighbours kept per item in the streaming item-to-item lists. Default 32. Too few loses recall, more costs 8 bytes each per item. Their age is bounded by <see cref="NeighbourDays"/>.</summary>
    public int Neighbours { get; init; } = 32;

    /// <summary>Half-life of the streaming item-to-item lists in days. Default 30. Short follows fashion and forgets rare pairs, long is slow to follow. Needs an absolute clock.</summary>
    public double NeighbourDays { get; init; } = 30;

    /// <summary>Item field that holds the category or categories. Default <c>category</c>. A name that no event carries leaves category features empty.</summary>
    public string CategoryField { get; init; } = "category";

    /// <summary>Item field that holds the brand, author or seller. Default <c>brand</c>. A name that no event carries leaves brand features empty.</summary>
    public string BrandField { get; init; } = "brand";

    /// <summary>Item field that holds the price. Default <c>price</c>. A name that no event carries leaves price features empty.</summary>
    public string PriceField { get; init; } = "price";

    /// <summary>Item field that names the product an item is a variant of. Default <c>parent</c>. Items of one parent appear once in a list.</summary>
    public string ParentField { get; init; } = "parent";

    /// <summary>Interaction types beyond the standard ones, or with other weights. Default none. A type that is not listed anywhere counts as interest of weight 1.</summary>
    public IReadOnlyList<BehaviorType> Types { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(PerType, 1, 10_000, nameof(PerType), "how many behaviours of one type a user keeps"),
        Check.Between(History, 1, 10_000, nameof(History), "how many behaviours a user keeps"),
        Check.Between(Exposures, 0, 10_000, nameof(Exposures), "how many exposures a user keeps"),
        Check.Positive(SessionGapMinutes, nameof(SessionGapMinutes), "minutes of silence between sessions"),
        Check.NotNegative(UserDays, nameof(UserDays), "days of silence, 0 for no limit"),
        Check.Positive(MaxUsers, nameof(MaxUsers), "users kept in memory"),
        Check.NotNegative(Megabytes, nameof(Megabytes), "millions of bytes, 0 for no limit"),
        Check.Between(Affinities, 1, 1000, nameof(Affinities), "categories and brands kept per user"),
        Check.Between(Neighbours, 1, 1000, nameof(Neighbours), "neighbours kept per item"),
        Check.Positive(NeighbourDays, nameof(NeighbourDays), "a half-life in days"),
        Check.That(Types.Select(t => t.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == Types.Count, nameof(Types), "names one interaction type twice; keep one line for each"),
        Check.That(Types.All(t => float.IsFinite(t.Weight)), nameof(Types), "has a weight that is not a finite number"));
}
