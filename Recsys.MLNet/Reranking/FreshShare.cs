using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Gives new items a share of the list: the best of them move up into its last places until the share is reached.</summary>
/// <remarks>Known items keep their order and only the lowest of them give way, so that the top of the list stays what the ranker wants.</remarks>
[RecsysComponent("fresh-items")]
public sealed class FreshShare(FreshShareOptions options) : IReranker
{
    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        if (request.State.Clock != EventClock.Absolute)
            return;
        var order = candidates.Order;
        int length = Math.Min(request.Count, order.Length), wanted = (int)Math.Round(options.Share * length), have = 0;
        for (int i = 0; i < length; i++)
            have += IsNew(request, candidates.StateOf(order[i])) ? 1 : 0;
        int next = length, place = length - 1;
        while (have < wanted)
        {
            while (next < order.Length && !IsNew(request, candidates.StateOf(order[next])))
                next++;
            while (place >= 0 && IsNew(request, candidates.StateOf(order[place])))
                place--;
            if (next == order.Length || place < 0)
                return;
            (order[place], order[next]) = (order[next], order[place]);
            have++;
        }
    }

    private bool IsNew(RecallContext request, ItemState item) =>
        item.FirstSeen != long.MinValue && request.At - item.FirstSeen < options.Days * Decay.Length(TimeWindow.Day);
}
