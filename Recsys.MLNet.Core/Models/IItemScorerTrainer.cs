using Recsys.MLNet.Data;

namespace Recsys.MLNet.Models;

/// <summary>Fits an <see cref="IItemScorer"/>: what a floor or a collaborative model is to <c>evaluate</c> and <c>tune</c>.</summary>
public interface IItemScorerTrainer
{
    /// <summary>Name in reports, such as <c>item-knn</c>.</summary>
    string Name { get; }

    /// <summary>Fits on the interactions of <paramref name="log"/> and nothing else.</summary>
    IItemScorer Fit(InteractionLog log, RunSettings run);
}
