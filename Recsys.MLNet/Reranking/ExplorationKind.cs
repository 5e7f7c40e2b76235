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
}
