using Recsys.MLNet.Data;

namespace Recsys.MLNet.State;

/// <summary>What concerns everybody: how often each stage was reached, how click rates of items differ, and what the times mean.</summary>
internal sealed class GlobalState : IVersion<GlobalState>
{
    public double[] Totals { get; private set; } = new double[5];

    /// <summary>Clicks of items and how much they differ between items.</summary>
    public RateEvidence Clicks { get; set; }

    /// <summary>The weakest clock of any event so far: cross-user times are used only while all are absolute.</summary>
    public EventClock Clock { get; set; }

    /// <summary>Time of the newest event.</summary>
    public long Newest { get; set; } = long.MinValue;

    public long Sequence { get; set; }

    public GlobalState? Previous { get; set; }

    public GlobalState Copy() => new() { Totals = [.. Totals], Clicks = Clicks, Clock = Clock, Newest = Newest };
}
