namespace Recsys.MLNet.Data;

/// <summary>One item of a list that was shown.</summary>
public sealed record RankedItem
{
    /// <summary>The item's id.</summary>
    public required string Id { get; init; }

    /// <summary>Per-item fields of the request, such as <c>relevancy</c>.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>A label given with the list (judged data), or NaN.</summary>
    public double Label { get; init; } = double.NaN;

    /// <summary>Where it stood, from 0; −1 when the log does not say, then its place in the list is meant.</summary>
    public int Position { get; init; } = -1;

    /// <summary>Whether it was really on screen; null when unknown.</summary>
    public bool? Visible { get; init; }

    /// <summary>The candidate source that brought it, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The score it was shown with, or NaN.</summary>
    public double Score { get; init; } = double.NaN;

    /// <summary>Probability with which the policy put it there, (0, 1], or NaN.</summary>
    public double Propensity { get; init; } = double.NaN;
}
