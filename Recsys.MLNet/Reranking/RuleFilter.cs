using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>The rules that decide which items may be in the list and how they score: before anything else is re-ranked.</summary>
public sealed class RuleFilter(IReadOnlyList<ItemRule> rules) : IReranker
{
    /// <summary>A caller who names candidates has chosen already.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var mine = rules.Where(r => r.Surface is null || r.Surface == request.Surface).ToArray();
        if (mine.Length == 0)
            return;
        foreach (var pin in mine) // a pinned item need not have been found by any source
            if (pin is { Kind: ItemRuleKind.Pin, Field: "id", Value: { } id } && request.State.FindItem(id) is { } item)
                candidates.Include(item);
        for (int c = 0; c < candidates.Count; c++)
            foreach (var rule in mine)
                if (rule.Kind == ItemRuleKind.Boost && rule.Matches(candidates.StateOf(c)))
                    candidates.Scores[c] *= rule.Amount;
        candidates.Sort();
        bool allows = mine.Any(r => r.Kind == ItemRuleKind.Allow);
        candidates.RemoveWhere(c =>
        {
            var item = candidates.StateOf(c);
            return mine.Any(r => r.Kind == ItemRuleKind.Deny && r.Matches(item)) || (allows && !mine.Any(r => r.Kind == ItemRuleKind.Allow && r.Matches(item)));
        });
    }
}
