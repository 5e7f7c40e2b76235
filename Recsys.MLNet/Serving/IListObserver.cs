using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>Sees each finished list of the default surface before its candidates are used again. Called by many threads at once.</summary>
internal interface IListObserver
{
    /// <summary>Sees a list.</summary>
    /// <param name="candidates">Its candidates, in order.</param>
    /// <param name="rows">How many of them the ranker has scored; those after it have no features.</param>
    void Observe(CandidateSet candidates, int rows);
}
