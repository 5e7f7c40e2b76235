namespace Recsys.MLNet.Ranking;

/// <summary>Why an item is in the list, from what really contributed to its score.</summary>
/// <param name="Source">The candidate source or feature that says so.</param>
/// <param name="Text">One sentence for people, such as "because you viewed A and B".</param>
/// <param name="Items">Ids of the items it names, strongest first.</param>
public sealed record Reason(string Source, string Text, IReadOnlyList<string> Items)
{
    /// <summary>The share of the item's score that it explains, 0 to 1.</summary>
    public float Share { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
