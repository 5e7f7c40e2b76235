namespace Recsys.MLNet.Recall;

/// <summary>One way of finding items for a request. A new source is one class and one line where the sources are listed.</summary>
public interface ICandidateSource
{
    /// <summary>Name in provenance, features and reports, such as <c>item-knn</c>.</summary>
    string Name { get; }

    /// <summary>Adds the items it finds, best first, with a score each: higher is better, above 0.</summary>
    void Recall(RecallContext request, CandidateSet into);

    /// <summary>Scores items that the caller supplied or other sources found; an item it knows nothing of is left out.</summary>
    void Score(RecallContext request, CandidateSet into);

    /// <summary>Why this source brought an item, from what really contributed; null when it has nothing to say to people.</summary>
    Ranking.Reason? Explain(RecallContext request, State.ItemState item);
}
