using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>Changes the ranked list after scoring: takes items out or moves them. Immutable and safe for many threads at once.</summary>
public interface IReranker
{
    /// <summary>Whether it applies to a list of the caller's own candidates (true) or to a recommended one (false). Both unless it says otherwise.</summary>
    bool AppliesTo(bool callersCandidates) => true;

    /// <summary>Changes <see cref="CandidateSet.Order"/>.</summary>
    void Reorder(RecallContext request, CandidateSet candidates);
}
