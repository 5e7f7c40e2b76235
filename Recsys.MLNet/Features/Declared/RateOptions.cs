namespace Recsys.MLNet.Features.Declared;

/// <summary>A rate of one interaction type over another, per item.</summary>
public sealed record RateOptions : IValidatedOptions
{
    /// <summary>The interaction type above the line, such as <c>click</c>. Required.</summary>
    public string Top { get; init; } = "";

    /// <summary>The type below the line. Default <c>exposure</c>: every time the item was shown.</summary>
    public string Bottom { get; init; } = EventCounting.Exposure;

    /// <summary>Lengths of the windows in days, one number each. Default 7 and 30. Short windows are noisy, see <see cref="Strength"/>; each costs 64 bytes an item.</summary>
    public IReadOnlyList<double> Days { get; init; } = [7, 30];

    /// <summary>Pseudo-trials at the usual rate. Default 20. Too few let one lucky click make a favourite, too many hide what items differ in. The usual rate is <see cref="Prior"/>.</summary>
    public double Strength { get; init; } = 20;

    /// <summary>The rate that is assumed without evidence. Default none given, which takes that of all items so far. See <see cref="Strength"/>.</summary>
    public double? Prior { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Top.Length > 0, nameof(Top), "is required; name the interaction type that is counted above the line."),
        Check.That(Bottom.Length > 0 && Bottom != Top, nameof(Bottom), "must be another type than top; a rate compares two."),
        Check.Between(Days.Count, 1, 8, nameof(Days), "how many windows are counted"),
        Check.That(Days.All(d => double.IsFinite(d) && d is >= 1 / 1440.0 and <= 3650), nameof(Days), "has a window outside one minute to 3650 days."),
        Check.NotNegative(Strength, nameof(Strength), "a number of trials, 0 for the bare rate"),
        Check.That(Prior is not { } p || p is >= 0 and <= 1, nameof(Prior), "must be a rate between 0 and 1."));
}
