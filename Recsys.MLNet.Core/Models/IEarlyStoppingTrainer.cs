using Recsys.MLNet.Data;

namespace Recsys.MLNet.Models;

/// <summary>A trainer that can watch later interactions to know when to stop.</summary>
/// <remarks>
/// The validation log is looked at, never learned from: which epoch or how many trees, nothing else. In leave-one-out it is event
/// n − 1 of each user, while the fit sees events up to n − 2.
/// </remarks>
public interface IEarlyStoppingTrainer : IItemScorerTrainer
{
    /// <summary>Fits on <paramref name="log"/> and stops where <paramref name="validation"/>, its continuation, is predicted best.</summary>
    IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run);
}
