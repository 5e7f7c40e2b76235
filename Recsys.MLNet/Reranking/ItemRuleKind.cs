namespace Recsys.MLNet.Reranking;

/// <summary>What a rule does with the items it matches.</summary>
public enum ItemRuleKind : byte
{
    /// <summary>They are never recommended.</summary>
    Deny,

    /// <summary>Only they are recommended; several such rules allow what any of them matches.</summary>
    Allow,

    /// <summary>Their score is multiplied by <see cref="ItemRule.Amount"/>.</summary>
    Boost,

    /// <summary>At most <see cref="ItemRule.Amount"/> of them are in the list.</summary>
    AtMost,

    /// <summary>At least <see cref="ItemRule.Amount"/> of them are in the list, as far as any source found so many: the last of the others give way.</summary>
    AtLeast,

    /// <summary>The best of them stands at place <see cref="ItemRule.Amount"/>, from 1.</summary>
    Pin,
}
