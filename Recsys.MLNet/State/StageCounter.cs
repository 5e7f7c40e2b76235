using System.Runtime.CompilerServices;

namespace Recsys.MLNet.State;

/// <summary>How often one thing happened to one item: in all, decayed, and within the last hour, day, week and month.</summary>
/// <remarks>
/// A window is six buckets of a sixth of its length, so it covers between 5/6 and 6/6 of its span and costs 24 bytes.
/// An event older than the newest one counts with the decay of its age and goes to the bucket of its own time.
/// </remarks>
public sealed class StageCounter
{
    /// <summary>Bytes it takes.</summary>
    internal const int Bytes = 176;

    private const int Buckets = 6;
    private Decayed _decayed;
    private Counts _buckets;
    private Slots _newest;

    /// <summary>Sum over all time.</summary>
    public double Total { get; private set; }

    /// <summary>Time of the newest event.</summary>
    public long At { get; private set; } = long.MinValue;

    /// <summary>A counter with the same counts that changes on its own.</summary>
    public StageCounter Copy() => CopyTo(new());

    internal StageCounter CopyTo(StageCounter other)
    {
        (other._decayed, other._buckets, other._newest, other.Total, other.At) = (_decayed, _buckets, _newest, Total, At);
        return other;
    }

    /// <summary>Counts one event.</summary>
    /// <param name="time">Its time in milliseconds.</param>
    /// <param name="weight">What it counts.</param>
    /// <param name="timed">False where times cannot be compared: then only <see cref="Total"/> moves.</param>
    public void Add(long time, float weight, bool timed)
    {
        Total += weight;
        if (!timed)
            return;
        bool first = At == long.MinValue;
        if (!first && time > At)
            Decay.Advance(_decayed, time - At);
        long newest = first ? time : Math.Max(At, time);
        for (int w = 0; w < Decay.Windows; w++)
        {
            _decayed[w] += weight * Decay.Factor(newest - time, (TimeWindow)w);
            AddToBucket(w, time, weight, first);
        }
        At = newest;
    }

    /// <summary>Sum decayed to <paramref name="at"/>; NaN when nothing timed was counted.</summary>
    public float DecayedAt(TimeWindow halfLife, long at) =>
        At == long.MinValue ? float.NaN : _decayed[(int)halfLife] * Decay.Factor(at - At, halfLife);

    /// <summary>log2 of the decayed sum in units that do not change as time passes: an order among items that stays valid.</summary>
    public double Trend(TimeWindow halfLife) =>
        At == long.MinValue ? double.NegativeInfinity : Math.Log2(Math.Max(_decayed[(int)halfLife], 1e-30f)) + (double)At / Decay.Length(halfLife);

    /// <summary>Sum within the window that ends at <paramref name="at"/>; NaN when nothing timed was counted.</summary>
    public float Within(TimeWindow window, long at)
    {
        if (At == long.MinValue)
            return float.NaN;
        int w = (int)window;
        // Bucket s counts when s ≤ ⌊at/length⌋ < s + Buckets: said of its start, that needs no division.
        long length = Decay.Length(window) / Buckets, start = _newest[w] * length;
        float sum = 0;
        int place = Place(_newest[w]);
        for (int n = 0; n < Buckets && start + Buckets * length > at; n++, start -= length)
        {
            if (start <= at)
                sum += _buckets[w * Buckets + place];
            place = place == 0 ? Buckets - 1 : place - 1;
        }
        return sum;
    }

    internal void Write(Packaging.SectionWriter writer)
    {
        writer.Write(Total);
        writer.Write(At);
        writer.Write<float>(_decayed);
        writer.Write<float>(_buckets);
        writer.Write<long>(_newest);
    }

    internal static StageCounter Read(Packaging.SectionReader reader)
    {
        var counter = new StageCounter { Total = reader.ReadDouble(), At = reader.ReadLong() };
        StateFormat.Fill<float>(reader, counter._decayed);
        StateFormat.Fill<float>(reader, counter._buckets);
        StateFormat.Fill<long>(reader, counter._newest);
        return counter;
    }

    private void AddToBucket(int w, long time, float weight, bool first)
    {
        long slot = Slot(w, time);
        if (first)
            _newest[w] = slot;
        if (slot <= _newest[w] - Buckets)
            return;
        var mine = ((Span<float>)_buckets).Slice(w * Buckets, Buckets);
        if (slot > _newest[w])
        {
            long empty = Math.Min(Buckets, slot - _newest[w]);
            for (long s = slot - empty + 1; s <= slot; s++)
                mine[Place(s)] = 0;
            _newest[w] = slot;
        }
        mine[Place(slot)] += weight;
    }

    private static long Slot(int w, long time) => Math.DivRem(time, Decay.Length((TimeWindow)w) / Buckets) is var (q, r) && r < 0 ? q - 1 : q;

    private static int Place(long slot) => (int)(((slot % Buckets) + Buckets) % Buckets);

    // In the object itself, not in arrays beside it: a counter is copied for every item of every list that is shown.
    [InlineArray(Decay.Windows)]
    private struct Decayed
    {
        private float _first;
    }

    [InlineArray(Decay.Windows * Buckets)]
    private struct Counts
    {
        private float _first;
    }

    [InlineArray(Decay.Windows)]
    private struct Slots
    {
        private long _first;
    }
}
