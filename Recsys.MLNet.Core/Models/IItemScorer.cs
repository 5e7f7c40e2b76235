namespace Recsys.MLNet.Models;

/// <summary>A fitted model that scores every item for a user. Immutable and safe for many threads at once.</summary>
public interface IItemScorer
{
    /// <summary>Number of items it scores.</summary>
    int ItemCount { get; }

    /// <summary>Writes one score for each item, higher is better; 0 evidence is 0 or the model's own baseline, never NaN.</summary>
    /// <param name="user">Who, and what they did before now.</param>
    /// <param name="scores">(<see cref="ItemCount"/>), overwritten.</param>
    void Score(in UserContext user, Span<float> scores);
}
