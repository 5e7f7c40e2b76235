namespace Recsys.MLNet.Models;

/// <summary>A scorer that can choose among all items cheaply and score few of them exactly: what a request can afford over a large catalogue.</summary>
public interface ISelectiveScorer : IItemScorer
{
    /// <summary>Writes scores of every item by which some can be chosen.</summary>
    /// <returns>Whether they are the exact scores.</returns>
    bool Estimate(in UserContext user, Span<float> scores);

    /// <summary>Writes the exact scores of some items.</summary>
    /// <param name="user">Who, and what they did before now.</param>
    /// <param name="items">Item numbers.</param>
    /// <param name="scores">One for each of <paramref name="items"/>, overwritten.</param>
    void Score(in UserContext user, ReadOnlySpan<int> items, Span<float> scores);
}
