using Recsys.MLNet.Data;

namespace Recsys.MLNet.Models;

/// <summary>A trainer that can go on from a fitted model when there is more to learn from, at a fraction of the cost of a new fit.</summary>
public interface IContinuingTrainer : IItemScorerTrainer
{
    /// <summary>Learns what has happened since; the model given stays as it is.</summary>
    /// <param name="model">A model that this trainer fitted or went on from.</param>
    /// <param name="log">Interactions in the order of the log. Items keep the numbers the model was fitted with; new ones have the numbers after them.</param>
    /// <param name="known">How many interactions at the start of the log the model has learned from; the rest is new.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The model is of another kind, or knows more items than the log.</exception>
    IItemScorer Continue(IItemScorer model, InteractionLog log, int known, RunSettings run);
}
