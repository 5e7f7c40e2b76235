namespace Recsys.MLNet.Reranking;

/// <summary>How a list leaves room for chance.</summary>
public enum ExplorationKind : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Now and then the last place goes to an item from below the list.</summary>
    Slot,

    /// <summary>The whole list is drawn place by place, better items more likely (Plackett and Luce).</summary>
    PlackettLuce,

    /// <summary>Items of which little is known get the benefit of the doubt: a click rate drawn from what is known of each (Thompson). Probabilities are not known, so the log cannot be used to judge another policy.</summary>
    Thompson,
}
