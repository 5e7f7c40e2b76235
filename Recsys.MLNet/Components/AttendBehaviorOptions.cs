namespace Recsys.MLNet.Components;

/// <summary>Settings of <see cref="AttendBehaviorTransformer"/>.</summary>
public sealed record AttendBehaviorOptions : IValidatedOptions
{
    /// <summary>What similarities are multiplied with before the softmax. Default 1. Too small pools the plain mean, too large only the nearest vector; vectors of length 1 want 5 to 20, longer ones less.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>How many of the last vectors of a history count. Default 50. Too few forget tastes, too many cost time and blur the present; see <see cref="Scale"/>, which picks among them.</summary>
    public int Last { get; init; } = 50;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.NotNegative(Scale, nameof(Scale), "similar vectors weigh at least as much as others"),
        Check.Positive(Last, nameof(Last), "a number of behaviours"));
}
