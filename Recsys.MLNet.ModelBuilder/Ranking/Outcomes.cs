using Recsys.MLNet.Data;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What each interaction is worth as the outcome of a request, and how long after it.</summary>
internal sealed class Outcomes
{
    private readonly BehaviorTypes _types;
    private readonly Dictionary<string, long> _windows = new(StringComparer.OrdinalIgnoreCase);

    public Outcomes(RankerOptions options, StateOptions state)
    {
        _types = new BehaviorTypes(state.Types);
        foreach (var window in options.Attribution)
            _windows[window.What] = (long)window.Length.TotalMilliseconds;
        Longest = _windows.Values.Max();
    }

    /// <summary>The longest window, in milliseconds.</summary>
    public long Longest { get; }

    /// <summary>Seconds that the log says the user looked at the item, or NaN.</summary>
    public static float DwellOf(Event e)
    {
        var value = e.Field(RowLabels.Dwell) ?? (string.Equals(e.Type, RowLabels.Dwell, StringComparison.OrdinalIgnoreCase) ? e.Field("value") : null);
        return value is { Kind: FieldKind.Number, Number: >= 0 and < float.MaxValue } ? (float)value.Value.Number : float.NaN;
    }

    /// <summary>Grade of an interaction: 1 interest, 2 intent, 3 conversion; 0 for what is no success, or has no window.</summary>
    public (byte Grade, long Window) Of(Event e)
    {
        var type = _types.Of(e.Type);
        if (type.Stage is not (BehaviorStage.Interest or BehaviorStage.Intent or BehaviorStage.Conversion) || !(type.Weight > 0))
            return (0, 0);
        if (!_windows.TryGetValue(type.Name, out long window) && !_windows.TryGetValue(type.Stage.ToString(), out window))
            return (0, 0);
        return ((byte)type.Stage, window);
    }
}
