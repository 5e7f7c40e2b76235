using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Likeness from categories, brand and product: works without any text model.</summary>
/// <remarks><code>likeness = 0.7 · |C₁ ∩ C₂| / |C₁ ∪ C₂| + 0.3 · [brand₁ = brand₂]          1 for variants of one product</code></remarks>
public sealed class FieldLikeness : IItemLikeness
{
    /// <inheritdoc/>
    public float Between(ItemState first, ItemState second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Number == second.Number || (first.Parent >= 0 && first.Parent == second.Parent))
            return 1;
        int common = 0;
        foreach (int category in first.CategoryNumbers)
            common += second.CategoryNumbers.AsSpan().Contains(category) ? 1 : 0;
        int all = first.CategoryNumbers.Length + second.CategoryNumbers.Length - common;
        return (all == 0 ? 0 : 0.7f * common / all) + (first.Brand >= 0 && first.Brand == second.Brand ? 0.3f : 0);
    }
}
