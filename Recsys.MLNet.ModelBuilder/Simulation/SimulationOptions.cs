using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>Settings of <see cref="Simulator"/>. Defaults make a small shop; see <see cref="Shop"/>, <see cref="News"/> and <see cref="Video"/>.</summary>
public sealed record SimulationOptions : IValidatedOptions
{
    /// <summary>A shop: lasting items, prices, repeat purchases; click, cart, purchase.</summary>
    public static SimulationOptions Shop { get; } = new();

    /// <summary>News: items live about two days, tastes drift fast, nothing is read twice; click, read, share.</summary>
    public static SimulationOptions News { get; } = new()
    {
        Theme = "news",
        ArrivingItems = 0.95,
        ItemLifetimeDays = 2,
        DriftPerDay = 0.1,
        SessionsPerDay = 0.6,
        RepeatCategories = 0,
        Funnel = [new("click", 1), new("read", 0.6), new("share", 0.05)],
    };

    /// <summary>Video: a growing library, long sessions, some items watched again; click, watch, like.</summary>
    public static SimulationOptions Video { get; } = new()
    {
        Theme = "video",
        ArrivingItems = 0.5,
        ItemLifetimeDays = 60,
        SessionsPerDay = 0.5,
        MorePages = 0.7,
        RepeatCategories = 0.2,
        Funnel = [new("click", 1), new("watch", 0.7), new("like", 0.1)],
    };

    /// <summary>Texts and categories: shop, news or video. Default shop.</summary>
    public string Theme { get; init; } = "shop";

    /// <summary>Users. Default 2,000; below a hundred there is little to learn from others, a million takes about 6 GB.</summary>
    public int Users { get; init; } = 2000;

    /// <summary>Items over the whole time. Default 1,000; with more items than clicks per day most stay cold.</summary>
    public int Items { get; init; } = 1000;

    /// <summary>Days simulated. Default 30; under a week leaves little to hold out, see <see cref="ArrivingItems"/>.</summary>
    public int Days { get; init; } = 30;

    /// <summary>First moment in milliseconds since 1970. Default 2025-01-01, UTC.</summary>
    public long Start { get; init; } = 1735689600000;

    /// <summary>Mean sessions a user has each day. Default 0.4; some users have ten times the mean, many hardly any.</summary>
    public double SessionsPerDay { get; init; } = 0.4;

    /// <summary>Probability that a session goes on after a page. Default 0.5; larger means longer sessions and more impressions for each visit.</summary>
    public double MorePages { get; init; } = 0.5;

    /// <summary>Items on a page. Default 12.</summary>
    public int PageSize { get; init; } = 12;

    /// <summary>η in P(place k is looked at) = (k + 1)^−η. Default 0.7; 0 removes the position bias, above 1.5 hardly anything but the first place is seen.</summary>
    public double PositionBias { get; init; } = 0.7;

    /// <summary>Probability that one of a user's favourite categories changes on a day. Default 0.03; 0 gives fixed tastes, near 1 the past says nothing.</summary>
    public double DriftPerDay { get; init; } = 0.03;

    /// <summary>Share of items that appear after the first day. Default 0.3; larger makes more cold items, see <see cref="ItemLifetimeDays"/>.</summary>
    public double ArrivingItems { get; init; } = 0.3;

    /// <summary>Mean days an item is offered, exponentially distributed; 0 for ever. Default 120; far below <see cref="Days"/> the catalogue turns over.</summary>
    public double ItemLifetimeDays { get; init; } = 120;

    /// <summary>Share of users that appear after the first day. Default 0.3; larger makes more cold users.</summary>
    public double ArrivingUsers { get; init; } = 0.3;

    /// <summary>Share of sessions that begin without a login; some log in later and are merged. Default 0.25.</summary>
    public double AnonymousSessions { get; init; } = 0.25;

    /// <summary>Share of users who read Chinese and of items described in it. Default 0.3.</summary>
    public double Chinese { get; init; } = 0.3;

    /// <summary>Share of pages filled at random (policy explore) instead of by popularity. Default 0.1; 0 leaves nothing to estimate propensities from.</summary>
    public double ExploringPages { get; init; } = 0.1;

    /// <summary>Share of categories whose items are used up and bought again. Default 0.3, see <see cref="RepeatDays"/>.</summary>
    public double RepeatCategories { get; init; } = 0.3;

    /// <summary>Mean days until a used-up item is bought again. Default 9; beyond <see cref="Days"/> no repeat is seen.</summary>
    public double RepeatDays { get; init; } = 9;

    /// <summary>Types of interaction in their order, each with its probability given the one before. Default click 1, cart 0.3, purchase 0.5.</summary>
    public IReadOnlyList<FunnelStep> Funnel { get; init; } = [new("click", 1), new("cart", 0.3), new("purchase", 0.5)];

    /// <summary>The preset of that name: shop, news or video.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SimulationOptions For(string scenario) => scenario switch
    {
        "shop" => Shop,
        "news" => News,
        "video" => Video,
        _ => throw new ArgumentException($"The scenario is '{scenario}'; expected shop, news or video."),
    };

    /// <summary>P(place k is looked at), the position bias that debiasing should find.</summary>
    public double Examination(int place) => Math.Pow(place + 1, -PositionBias);

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Theme is "shop" or "news" or "video", nameof(Theme), $"is '{Theme}'; must be shop, news or video."),
        Check.Between(Users, 1, 10_000_000, nameof(Users), "a number of users"),
        Check.Between(Items, 20, 10_000_000, nameof(Items), "a page needs items to choose from"),
        Check.Between(Days, 1, 3650, nameof(Days), "a number of days"),
        Check.Between(Start, EventTime.Earliest, EventTime.Latest - 3650L * 86_400_000, nameof(Start), "milliseconds since 1970"),
        Check.Between(SessionsPerDay, 1e-6, 100, nameof(SessionsPerDay), "a mean number of sessions"),
        Check.Between(MorePages, 0, 0.95, nameof(MorePages), "a probability; sessions must end"),
        Check.Between(PageSize, 1, 200, nameof(PageSize), "a number of items"),
        Check.Between(PositionBias, 0, 5, nameof(PositionBias), "0 for no bias"),
        Share(DriftPerDay, nameof(DriftPerDay)), Share(ArrivingItems, nameof(ArrivingItems)), Share(ArrivingUsers, nameof(ArrivingUsers)),
        Share(AnonymousSessions, nameof(AnonymousSessions)), Share(Chinese, nameof(Chinese)), Share(ExploringPages, nameof(ExploringPages)), Share(RepeatCategories, nameof(RepeatCategories)),
        Check.NotNegative(ItemLifetimeDays, nameof(ItemLifetimeDays), "0 for ever"),
        Check.Positive(RepeatDays, nameof(RepeatDays), "a number of days"),
        Check.That(Funnel.Count > 0 && Funnel.All(s => s.Type.Length > 0 && s.Probability is > 0 and <= 1), nameof(Funnel), "needs at least one type, each with a probability above 0 and up to 1."));

    private static OptionProblem? Share(double value, string option) => Check.Between(value, 0, 1, option, "a share");
}
