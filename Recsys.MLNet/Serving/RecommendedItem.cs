using Recsys.MLNet.Ranking;

namespace Recsys.MLNet.Serving;

/// <summary>One item of an answer.</summary>
/// <param name="Item">Its id.</param>
/// <param name="Score">The ranker's score.</param>
/// <param name="Sources">The sources that named it; empty for a caller's candidate that no source knows.</param>
/// <param name="Reasons">Why it is there, the weightiest first; empty when nothing speaks for it.</param>
public sealed record RecommendedItem(string Item, float Score, IReadOnlyList<string> Sources, IReadOnlyList<Reason> Reasons)
{
    /// <summary>Probability with which the policy put it there, or NaN when it was not chosen by chance.</summary>
    public float Propensity { get; init; } = float.NaN;

    /// <summary>Probability that the user takes it next, by the score before re-ranking; NaN where the package has no curve for it.</summary>
    public float Probability { get; init; } = float.NaN;

    /// <summary>Probability of each aim of a ranker of several, such as click and purchase, by the name of the aim; empty for a ranker of one.</summary>
    public IReadOnlyList<KeyValuePair<string, float>> Probabilities { get; init; } = [];

    /// <summary>The features it was scored with, in the order of the schema, when they were asked for.</summary>
    public IReadOnlyList<float>? Features { get; init; }

    /// <summary>Its title, where the catalogue has one and features were asked for.</summary>
    public string? Title { get; init; }

    /// <summary>What each source adds to the score, in the order of the model's sources, when features were asked for.</summary>
    public IReadOnlyList<KeyValuePair<string, float>>? Contributions { get; init; }
}
