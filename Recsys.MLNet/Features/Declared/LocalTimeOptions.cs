namespace Recsys.MLNet.Features.Declared;

/// <summary>The time where the user is.</summary>
public sealed record LocalTimeOptions : IValidatedOptions
{
    /// <summary>Field of the request with the local time in ISO 8601, such as <c>2026-05-01T08:30:00+02:00</c>. Default empty: the request's moment moved by <see cref="Offset"/>.</summary>
    public string Field { get; init; } = "";

    /// <summary>Hours to add to UTC where <see cref="Field"/> is empty. Default 0. One number for all users; users of many zones need the field.</summary>
    public double Offset { get; init; }

    /// <summary>What of the time counts. Default the time of day.</summary>
    public TimePart Part { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(Check.Between(Offset, -14, 14, nameof(Offset), "hours from UTC"));
}
