using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>Gives the next stage of a chain scores that have not seen the labels they are fitted beside.</summary>
/// <remarks>
/// <para>
/// A model scores the rows it was fitted on better than any other rows. A ranker that learns from such scores trusts them too
/// much and ranks worse than without them. While a chain is fitted, each row is therefore scored by a model fitted without it:
/// for rows with times by one fitted on earlier rows only, otherwise by one fitted on the other folds.
/// </para>
/// <para>
/// An estimator chain calls <c>Transform</c> with the very view it called <c>Fit</c> with, once. That first call gives
/// out-of-fold scores; every other <c>Transform</c>, and every prediction engine, gives the scores of the model fitted on all rows.
/// The models of the folds are fitted when their scores are first read.
/// </para>
/// </remarks>
public static class OutOfFold
{
    /// <summary>Attaches fold models to a fitted component.</summary>
    /// <param name="serving">The component fitted on all rows; its outputs are numbers or vectors of a fixed size.</param>
    /// <param name="view">The view it was fitted on.</param>
    /// <param name="folds">How many folds there are.</param>
    /// <param name="further">Columns that only <paramref name="foldOf"/> reads, numbered after the component's own.</param>
    /// <param name="foldOf">The fold of a row of a batch, or −1 when no model may score it; its outputs are then NaN.</param>
    /// <param name="fitFor">Fits the component that scores a fold, on rows that are neither in it nor later; same columns, same vocabularies.</param>
    public static T Attach<T>(T serving, IDataView view, int folds, IReadOnlyList<ComponentInput> further, Func<RowBatch, int, int> foldOf, Func<int, T> fitFor) where T : RowComponent
    {
        ArgumentNullException.ThrowIfNull(serving);
        serving.WhileFitting(view, new OutOfFoldComponent(serving, folds, further, foldOf, fitFor));
        return serving;
    }
}
