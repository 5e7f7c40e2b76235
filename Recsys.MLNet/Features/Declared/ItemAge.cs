using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>Days since the item came, by a field of its own or by the first event that named it. Needs times that compare between users.</summary>
[RecsysComponent("item-age")]
public sealed class ItemAge(string name, ItemAgeOptions options) : IFeature
{
    private const double InSeconds = 1e11; // a number below is seconds: as milliseconds it would be 1973

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"days since {(options.Field.Length > 0 ? $"'{options.Field}' of the item" : "the item was first named")}") { Unit = "days", Scope = FeatureScope.Item };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (at.State.Clock != EventClock.Absolute || Since(at.Item) is not { } since)
            return;
        into[0] = (float)((at.At - since) / EventCounting.Day);
    }

    private long? Since(State.ItemState item)
    {
        if (options.Field.Length == 0)
            return item.FirstSeen == long.MinValue ? null : item.FirstSeen;
        if (item.Field(options.Field) is not { } value)
            return null;
        if (value.Kind == FieldKind.Number)
            return double.IsFinite(value.Number) && Math.Abs(value.Number) < 2.5e14 ? (long)(Math.Abs(value.Number) < InSeconds ? value.Number * 1000 : value.Number) : null;
        return value.Text is { } text && EventTime.TryParse(text, out long time) ? time : null;
    }
}
