using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Ranking;

/// <summary>Gives every candidate its score. Immutable and safe for many threads at once.</summary>
public interface IRanker
{
    /// <summary>Whether it reads how candidates stand in the lists that sources recall. Then a caller's own candidates are looked up in the lists for this user, so that an item's score does not depend on its company. False unless it says otherwise.</summary>
    bool ReadsLists => false;

    /// <summary>Names of the aims whose weights a request may choose. None unless it says otherwise.</summary>
    IReadOnlyList<string> Objectives => [];

    /// <summary>Calibrated probability of each of <see cref="Objectives"/> for one candidate that was scored, in their order. None unless it says otherwise.</summary>
    /// <param name="candidates">The candidates as <see cref="Score"/> left them.</param>
    /// <param name="place">The candidate.</param>
    /// <param name="probabilities">(objectives) in (0, 1), overwritten.</param>
    void Probabilities(CandidateSet candidates, int place, Span<float> probabilities) => probabilities.Fill(float.NaN);

    /// <summary>Writes <see cref="CandidateSet.Scores"/>: higher is better.</summary>
    void Score(RecallContext request, CandidateSet candidates);

    /// <summary>How much each source contributed to one candidate's score, (sources); only proportions of positive values are read.</summary>
    void Contributions(RecallContext request, CandidateSet candidates, int place, Span<float> bySource);

    /// <summary>The same for several candidates at once, (places, sources).</summary>
    void Contributions(RecallContext request, CandidateSet candidates, ReadOnlySpan<int> places, Span<float> bySource)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int sources = candidates.Sources.Count;
        for (int i = 0; i < places.Length; i++)
            Contributions(request, candidates, places[i], bySource.Slice(i * sources, sources));
    }
}
