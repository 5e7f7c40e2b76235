namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>How long after an item was shown a behaviour still counts as its outcome.</summary>
/// <param name="What">An interaction type such as <c>click</c>, or a stage: <c>Interest</c>, <c>Intent</c>, <c>Conversion</c>. A type's own line goes before its stage's.</param>
/// <param name="Length">The time.</param>
public sealed record AttributionWindow(string What, TimeSpan Length)
{
    /// <summary>Looks within 30 minutes, carts and saves within a day, purchases within 7 days.</summary>
    public static IReadOnlyList<AttributionWindow> Usual { get; } =
        [new("Interest", TimeSpan.FromMinutes(30)), new("Intent", TimeSpan.FromHours(24)), new("Conversion", TimeSpan.FromDays(7))];
}
