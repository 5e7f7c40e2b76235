namespace Recsys.MLNet.State;

/// <summary>How much a user leans to each of a bounded number of categories or brands, decayed with a half-life of a month.</summary>
public sealed class Affinities
{
    private int[] _keys = [];
    private float[] _weights = [];
    private long _at = long.MinValue;

    /// <summary>How many are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers of the categories or brands in <see cref="StateView.Values"/>, in no order.</summary>
    public ReadOnlySpan<int> Keys => _keys.AsSpan(0, Count);

    /// <summary>Their weights, beside <see cref="Keys"/>; only their proportions mean something.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>The share of <paramref name="key"/> in the positive weights, 0 when it is not among them, NaN when nothing is known of the user.</summary>
    public float Share(int key)
    {
        float sum = 0, mine = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += Math.Max(0, _weights[i]);
            if (_keys[i] == key)
                mine = _weights[i];
        }
        return sum > 0 ? mine / sum : float.NaN;
    }

    /// <summary>The key of the greatest weight, or −1.</summary>
    public int Strongest()
    {
        int best = -1;
        for (int i = 0; i < Count; i++)
            if (_weights[i] > 0 && (best < 0 || _weights[i] > _weights[best]))
                best = i;
        return best < 0 ? -1 : _keys[best];
    }

    internal Affinities Copy() => new() { _keys = [.. Keys], _weights = [.. Weights], _at = _at, Count = Count };

    internal void Add(int key, float weight, long time, bool timed, int capacity)
    {
        if (timed)
            weight *= Settle(time);
        for (int i = 0; i < Count; i++)
        {
            if (_keys[i] != key)
                continue;
            _weights[i] += weight;
            return;
        }
        if (Count < capacity)
        {
            if (Count == _keys.Length)
            {
                Array.Resize(ref _keys, Math.Min(capacity, Math.Max(2, Count * 2)));
                Array.Resize(ref _weights, _keys.Length);
            }
            (_keys[Count], _weights[Count]) = (key, weight);
            Count++;
            return;
        }
        int weakest = 0;
        for (int i = 1; i < Count; i++)
            if (Math.Abs(_weights[i]) < Math.Abs(_weights[weakest]))
                weakest = i;
        (_keys[weakest], _weights[weakest]) = (key, weight);
    }

    internal int Bytes => 100 + 8 * Count;

    internal void Write(Packaging.SectionWriter writer)
    {
        writer.Write(_at);
        writer.Write<int>(Keys);
        writer.Write(Weights);
    }

    internal static Affinities Read(Packaging.SectionReader reader)
    {
        var read = new Affinities { _at = reader.ReadLong(), _keys = reader.ReadArray<int>(), _weights = reader.ReadArray<float>() };
        StateFormat.SameLength(read._keys.Length, read._weights.Length);
        read.Count = read._keys.Length;
        return read;
    }

    /// <summary>Brings all weights to the time of the event and returns what the event itself counts.</summary>
    private float Settle(long time)
    {
        if (_at == long.MinValue || time >= _at)
        {
            float factor = _at == long.MinValue ? 1 : Decay.Factor(time - _at, TimeWindow.Month);
            for (int i = 0; i < Count; i++)
                _weights[i] *= factor;
            _at = time;
            return 1;
        }
        return Decay.Factor(_at - time, TimeWindow.Month);
    }
}
