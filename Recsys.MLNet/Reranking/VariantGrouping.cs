using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>Keeps the best variant of each product: items that name one parent appear once.</summary>
public sealed class VariantGrouping : IReranker
{
    /// <summary>A caller who names candidates gets all of them back.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        HashSet<int>? parents = null;
        var order = candidates.Order;
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int parent = candidates.StateOf(order[i]).Parent;
            if (parent < 0 || (parents ??= []).Add(parent))
                order[kept++] = order[i];
        }
        candidates.Truncate(kept);
    }
}
