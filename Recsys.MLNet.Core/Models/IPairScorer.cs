namespace Recsys.MLNet.Models;

/// <summary>A fitted model that can also score one item without scoring all.</summary>
public interface IPairScorer
{
    /// <summary>The score of one item, on the scale of <see cref="IItemScorer.Score"/>; an item outside the model gets the model's baseline, never NaN.</summary>
    float Score(in UserContext user, int item);
}
