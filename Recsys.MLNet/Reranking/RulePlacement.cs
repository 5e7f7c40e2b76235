using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>The rules about the finished list: at most so many of a kind, and fixed places.</summary>
public sealed class RulePlacement(IReadOnlyList<ItemRule> rules) : IReranker
{
    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        foreach (var rule in rules)
        {
            if (rule.Surface is not null && rule.Surface != request.Surface)
                continue;
            if (rule.Kind == ItemRuleKind.AtMost)
                Limit(rule, candidates);
        }
        foreach (var rule in rules)
            if (rule.Kind == ItemRuleKind.AtLeast && (rule.Surface is null || rule.Surface == request.Surface))
                Raise(rule, candidates, request.Count);
        foreach (var rule in rules)
            if (rule.Kind == ItemRuleKind.Pin && (rule.Surface is null || rule.Surface == request.Surface))
                Pin(rule, candidates);
    }

    // With a value: at most so many with that value. Without: at most so many of each value.
    private static void Limit(ItemRule rule, CandidateSet candidates)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        candidates.RemoveWhere(c =>
        {
            var item = candidates.StateOf(c);
            if (!rule.Matches(item))
                return false;
            string value = rule.Value ?? item.Field(rule.Field)?.ToString() ?? item.Id;
            int count = counts.GetValueOrDefault(value) + 1;
            counts[value] = count;
            return count > rule.Amount;
        });
    }

    // The best of the matching items below the list come in at its end, the lowest of the others go out.
    private static void Raise(ItemRule rule, CandidateSet candidates, int count)
    {
        var order = candidates.Order;
        int k = Math.Min(count, order.Length), inside = 0;
        for (int i = 0; i < k; i++)
            inside += rule.Matches(candidates.StateOf(order[i])) ? 1 : 0;
        for (int from = k; from < order.Length && inside < rule.Amount; from++)
        {
            if (!rule.Matches(candidates.StateOf(order[from])))
                continue;
            int to = k - 1;
            while (to >= 0 && rule.Matches(candidates.StateOf(order[to])))
                to--;
            if (to < 0)
                return;
            var (raised, lowered) = (order[from], order[to]);
            order[(to + 1)..k].CopyTo(order[to..]);
            order[k - 1] = raised;
            order[k..from].CopyTo(order[(k + 1)..]);
            order[k] = lowered;
            inside++;
        }
    }

    private static void Pin(ItemRule rule, CandidateSet candidates)
    {
        var order = candidates.Order;
        int to = Math.Min((int)rule.Amount, order.Length) - 1;
        for (int from = 0; from < order.Length; from++)
        {
            if (!rule.Matches(candidates.StateOf(order[from])))
                continue;
            int pinned = order[from];
            if (from > to)
                order[to..from].CopyTo(order[(to + 1)..]);
            else
                order[(from + 1)..(to + 1)].CopyTo(order[from..]);
            order[to] = pinned;
            return;
        }
    }
}
