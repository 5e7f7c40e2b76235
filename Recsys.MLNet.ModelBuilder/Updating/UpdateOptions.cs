namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Settings of <see cref="PackageUpdater"/>: what an update is judged by before it takes the place of the package before.</summary>
public sealed record UpdateOptions : IValidatedOptions
{
    /// <summary>Share of the interactions since the package before, the newest, that candidates are judged by. Default 0.5. Too small judges by chance, too large judges candidates that know little of what is new; see <see cref="LeastInteractions"/>.</summary>
    public double HoldOut { get; init; } = 0.5;

    /// <summary>Interactions in the hold-out without which nothing is promoted. Default 50. Too few promote by chance, too many keep young shops on old models; see <see cref="MaxRequests"/>.</summary>
    public int LeastInteractions { get; init; } = 50;

    /// <summary>Most requests of the hold-out that are asked, drawn evenly beyond. Default 2000. More narrow the intervals and take time in proportion.</summary>
    public int MaxRequests { get; init; } = 2000;

    /// <summary>Length of the lists that are judged. Default 10, as shown to people. Works together with <see cref="MaxLoss"/>.</summary>
    public int K { get; init; } = 10;

    /// <summary>How much of the NDCG of the package before a candidate may lose and still be promoted, as a share. Default 0.02: equal up to chance counts as not worse. 0 refuses any loss, large values let quality slide from update to update. A loss whose 95 % interval excludes 0 is refused whatever its size.</summary>
    public double MaxLoss { get; init; } = 0.02;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(HoldOut is > 0 and <= 1, nameof(HoldOut), $"is {HoldOut}; expected a share above 0, up to 1."),
        Check.Positive(LeastInteractions, nameof(LeastInteractions), "interactions to judge by"),
        Check.Positive(MaxRequests, nameof(MaxRequests), "requests to ask"),
        Check.Between(K, 1, 1000, nameof(K), "length of the lists that are judged"),
        Check.Between(MaxLoss, 0, 1, nameof(MaxLoss), "a share of the NDCG before"));
}
