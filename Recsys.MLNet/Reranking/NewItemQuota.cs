using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Gives the last places of a list to new items by lot, and writes down with which probability each got its place.</summary>
/// <remarks>
/// <code>P(place = c | places above) = 1 / (new items in the pool that are not above)          every place before: as it was, 1 where nothing chose it by chance</code>
/// New is what was shown fewer than <see cref="NewItemOptions.Impressions"/> times and is not too old. Acts last, on the list that all other
/// rules left, so that no rule is broken; where there are fewer new items than places the list's own items stay.
/// </remarks>
/// <param name="options">How many places, and what is new.</param>
/// <param name="probabilitiesKnown">False where chance had a say before without saying how much: then no probabilities are written.</param>
public sealed class NewItemQuota(NewItemOptions options, bool probabilitiesKnown = true) : IReranker
{
    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <summary>Places at the end of a list of so many that are kept for new items.</summary>
    public static int PlacesOf(NewItemOptions options, int count)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Min(options.Places, count / 2);
    }

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var order = candidates.Order;
        int k = Math.Min(request.Count, order.Length), from = k - PlacesOf(options, k);
        if (from == k)
            return;
        Span<int> pool = options.Pool <= 256 ? stackalloc int[options.Pool] : new int[options.Pool];
        int waiting = 0;
        for (int i = from; i < order.Length && waiting < pool.Length; i++)
            if (IsNew(request, candidates.StateOf(order[i])))
                pool[waiting++] = order[i];
        if (waiting == 0)
            return;
        var propensities = candidates.Propensities;
        for (int i = 0; i < from; i++)
            if (float.IsNaN(propensities[order[i]]) && probabilitiesKnown)
                propensities[order[i]] = 1;
        var random = new RandomStream(unchecked((int)request.Seed), "new-items", (long)(request.Seed >> 32));
        for (int place = from; place < k; place++)
        {
            if (waiting == 0)
            {
                propensities[order[place]] = probabilitiesKnown ? 1 : float.NaN;
                continue;
            }
            int drawn = random.NextInt(waiting), item = pool[drawn], stood = order[place..].IndexOf(item) + place;
            propensities[item] = probabilitiesKnown ? 1f / waiting : float.NaN;
            pool[drawn] = pool[--waiting];
            order[place..stood].CopyTo(order[(place + 1)..]);
            order[place] = item;
        }
    }

    private bool IsNew(RecallContext request, ItemState item) =>
        item.Described && item.Total(BehaviorStage.Exposure) < options.Impressions
        && (options.Days == 0 || request.State.Clock != EventClock.Absolute || request.At - item.FirstSeen < options.Days * Decay.Length(TimeWindow.Day));
}
