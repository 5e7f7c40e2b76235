namespace Recsys.MLNet.Features;

/// <summary>What a feature is: its place in a model is found by this, and a model refuses features of another specification.</summary>
/// <param name="Name">Unique name, such as <c>ctr_7d</c>.</param>
/// <param name="Meaning">What it says, for people, such as "share of exposures in the last 7 days that were clicked".</param>
public sealed record FeatureSpec(string Name, string Meaning)
{
    /// <summary>How many numbers it writes. Default 1.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Unit of the numbers, such as <c>days</c>; empty for pure numbers. Default empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the value depends on. Default <see cref="FeatureScope.Pair"/>.</summary>
    public FeatureScope Scope { get; init; } = FeatureScope.Pair;

    /// <summary>Numbers the feature keeps for each user, all 0 at first; added up when a session is merged into a user. Default 0.</summary>
    public int UserNumbers { get; init; }

    /// <summary>Numbers the feature keeps for each item, all 0 at first. Default 0.</summary>
    public int ItemNumbers { get; init; }

    /// <summary>Raise it when the value's meaning changes under the same name: models trained on the old meaning are then refused. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether it reads a base model's score, which must never have seen the row's label. Default false.</summary>
    public bool Learned { get; init; }
}
