using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>How often an interaction type happened in the last days: with the item by anybody, or by the user with anything.</summary>
/// <remarks>Item counts need times that compare between users and are missing without. User counts come from the remembered history.</remarks>
[RecsysComponent("window-count")]
public sealed class WindowCount(string name, WindowCountOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"'{options.Event}' of the {options.Of.ToString().ToLowerInvariant()} in the last {string.Join(", ", options.Days)} days, one number each")
    {
        Width = Math.Max(1, options.Days.Count),
        Unit = "count",
        Scope = options.Of == FieldOwner.Item ? FeatureScope.Item : FeatureScope.Request,
        ItemNumbers = options.Of == FieldOwner.Item ? WindowRing.Numbers * options.Days.Count : 0,
    };

    /// <inheritdoc/>
    public void Observe(in FeatureUpdate update)
    {
        if (update.ItemNumbers.IsEmpty || update.Event.Clock != EventClock.Absolute || !EventCounting.Is(update.Event, options.Event))
            return;
        for (int d = 0; d < options.Days.Count; d++)
            WindowRing.Add(update.ItemNumbers.Slice(d * WindowRing.Numbers, WindowRing.Numbers), update.Event.Timestamp, options.Days[d] * EventCounting.Day);
    }

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (options.Of == FieldOwner.User)
        {
            WriteUser(at, into);
            return;
        }
        if (at.ItemNumbers.IsEmpty || at.State.Clock != EventClock.Absolute)
            return;
        for (int d = 0; d < options.Days.Count; d++)
            into[d] = WindowRing.Count(at.ItemNumbers.Slice(d * WindowRing.Numbers, WindowRing.Numbers), at.At, options.Days[d] * EventCounting.Day);
    }

    private void WriteUser(in FeatureContext at, Span<float> into)
    {
        var history = at.User.History;
        if (history.Count == 0 || at.State.Clock == EventClock.Order)
            return;
        into.Clear();
        for (int i = 0; i < history.Count; i++)
        {
            if (!string.Equals(at.State.Types[history.Types[i]], options.Event, StringComparison.OrdinalIgnoreCase))
                continue;
            for (int d = 0; d < options.Days.Count; d++)
                if (history.Times[i] <= at.At && at.At - history.Times[i] < options.Days[d] * EventCounting.Day)
                    into[d]++;
        }
    }
}
