using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>How often one thing follows another for the item in the last days, such as clicks for each exposure, drawn towards what is usual.</summary>
/// <remarks><code>rate = (top + k·p) / (bottom + k)          k pseudo-trials at the usual rate p</code> Missing while nothing was counted below the line.</remarks>
[RecsysComponent("rate")]
public sealed class Rate(string name, RateOptions options) : IFeature
{
    private const int Rings = 2 * WindowRing.Numbers;

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"'{options.Top}' for each '{options.Bottom}' of the item in the last {string.Join(", ", options.Days)} days, one number each")
    {
        Width = Math.Max(1, options.Days.Count),
        Unit = "share",
        Scope = FeatureScope.Item,
        ItemNumbers = Rings * options.Days.Count,
    };

    /// <inheritdoc/>
    public void Observe(in FeatureUpdate update)
    {
        if (update.ItemNumbers.IsEmpty || update.Event.Clock != EventClock.Absolute)
            return;
        bool top = EventCounting.Is(update.Event, options.Top), bottom = EventCounting.Is(update.Event, options.Bottom);
        for (int d = 0; d < options.Days.Count && (top || bottom); d++)
        {
            var rings = update.ItemNumbers.Slice(d * Rings, Rings);
            if (top)
                WindowRing.Add(rings[..WindowRing.Numbers], update.Event.Timestamp, options.Days[d] * EventCounting.Day);
            if (bottom)
                WindowRing.Add(rings[WindowRing.Numbers..], update.Event.Timestamp, options.Days[d] * EventCounting.Day);
        }
    }

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (at.ItemNumbers.IsEmpty || at.State.Clock != EventClock.Absolute)
            return;
        double prior = options.Prior ?? Usual(at);
        for (int d = 0; d < options.Days.Count; d++)
        {
            var rings = at.ItemNumbers.Slice(d * Rings, Rings);
            double milliseconds = options.Days[d] * EventCounting.Day;
            into[d] = SmoothedRate.Of(WindowRing.Count(rings[..WindowRing.Numbers], at.At, milliseconds), WindowRing.Count(rings[WindowRing.Numbers..], at.At, milliseconds), prior, options.Strength);
        }
    }

    private double Usual(in FeatureContext at)
    {
        double bottom = EventCounting.Total(at.State, options.Bottom);
        return bottom > 0 ? Math.Min(1, EventCounting.Total(at.State, options.Top) / bottom) : double.NaN;
    }
}
