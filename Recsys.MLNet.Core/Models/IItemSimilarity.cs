namespace Recsys.MLNet.Models;

/// <summary>A scorer whose scores are made of item-to-item similarities, so that it can say which past items brought an item.</summary>
public interface IItemSimilarity : IItemScorer
{
    /// <summary>How strongly one item leads to another; 0 when it does not.</summary>
    float Similarity(int from, int to);
}
