using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>How alike two items are, for diversity.</summary>
public interface IItemLikeness
{
    /// <summary>0 for nothing in common to 1 for the same; symmetric.</summary>
    float Between(ItemState first, ItemState second);
}
