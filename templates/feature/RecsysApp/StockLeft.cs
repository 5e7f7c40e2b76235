using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;

namespace RecsysApp;

/// <summary>How many pieces are left, by the item's field <c>stock</c>, less what was bought since the field was last told.</summary>
/// <remarks>Training and service call exactly this class, so that the ranker learns from what it will see.</remarks>
[RecsysComponent("stock-left")]
public sealed class StockLeft(string name, StockLeftOptions options) : IFeature
{
    /// <summary>Name, meaning and unit; one number of the feature's own is kept for each item.</summary>
    public FeatureSpec Spec { get; } = new(name, "pieces left") { Unit = "pieces", Scope = FeatureScope.Item, ItemNumbers = 1 };

    /// <summary>Counts purchases; an item event tells the stock anew.</summary>
    public void Observe(in FeatureUpdate update)
    {
        if (update.ItemNumbers.Length == 0)
            return;
        if (update.Event.Kind == Recsys.MLNet.Data.EventKind.Item)
            update.ItemNumbers[0] = 0;
        else if (update.Event.Type == options.Purchase)
            update.ItemNumbers[0]++;
    }

    /// <summary>NaN, not 0, for an item whose stock nobody told.</summary>
    public void Write(in FeatureContext at, Span<float> into) =>
        into[0] = at.Item.Field(options.Field)?.Number is { } stock ? Math.Max(0, (float)stock - at.ItemNumbers[0]) : float.NaN;
}
