using Recsys.MLNet.Ranking;

namespace Recsys.MLNet.Serving;

/// <summary>Why an item stands where it does in a request's list.</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">The ranker's score.</param>
/// <param name="Rank">Place in the list before re-ranking, from 1.</param>
/// <param name="Place">Place in the final list, from 1, or 0 when re-ranking took it out or it stands below the answer's length.</param>
/// <param name="Recalled">Whether a source found it; otherwise it was only scored for this explanation.</param>
/// <param name="Sources">What each source says.</param>
/// <param name="Reasons">The same for people.</param>
/// <param name="Features">Name and value of each feature, NaN where it is not known.</param>
public sealed record ItemExplanation(string Item, float Score, int Rank, int Place, bool Recalled, IReadOnlyList<SourceExplanation> Sources, IReadOnlyList<Reason> Reasons, IReadOnlyList<KeyValuePair<string, float>> Features)
{
    /// <summary>What each number adds to the score, the weightiest first, those that add nothing left out; empty where no trees rank.</summary>
    public IReadOnlyList<FeatureContribution> Contributions { get; init; } = [];
}
