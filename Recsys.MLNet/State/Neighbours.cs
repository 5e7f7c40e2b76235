namespace Recsys.MLNet.State;

/// <summary>The items that users turn to near one item: a bounded list updated with every event.</summary>
/// <remarks>
/// <code>
/// on (j at d steps before i), both by one user:   w(j→i) += 1/d     w(i→j) += ½/d
/// </code>
/// Weights are kept in units of the time of the newest entry and decay with <see cref="StateOptions.NeighbourDays"/>. When the list
/// is full the weakest gives way and the newcomer starts from its weight (Metwally, Agrawal and El Abbadi 2005, "Efficient
/// computation of frequent and top-k elements in data streams", §3), so that a pair that keeps coming cannot be starved.
/// </remarks>
internal sealed class Neighbours
{
    private int[] _items = [];
    private float[] _weights = [];
    private long _at = long.MinValue;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Weights as of the newest entry; only their proportions within one list mean something.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    public ReadOnlyMemory<int> ItemMemory => _items.AsMemory(0, Count);

    public ReadOnlyMemory<float> WeightMemory => _weights.AsMemory(0, Count);

    public int Bytes => 48 + 8 * Count;

    public Neighbours Copy() => new() { _items = [.. Items], _weights = [.. Weights], _at = _at, Count = Count };

    public float WeightOf(int item)
    {
        int place = Items.IndexOf(item);
        return place < 0 ? 0 : _weights[place];
    }

    public void Add(int item, float weight, long time, double halfLifeMs, int capacity)
    {
        if (halfLifeMs > 0)
        {
            if (_at != long.MinValue && time > _at)
            {
                float factor = (float)double.Exp2(-(time - _at) / halfLifeMs);
                for (int i = 0; i < Count; i++)
                    _weights[i] *= factor;
            }
            else if (_at > time)
            {
                weight *= (float)double.Exp2(-(_at - time) / halfLifeMs);
            }
            _at = Math.Max(_at, time);
        }
        int place = Items.IndexOf(item);
        if (place >= 0)
        {
            _weights[place] += weight;
            return;
        }
        if (Count < capacity)
        {
            if (Count == _items.Length)
            {
                Array.Resize(ref _items, Math.Min(capacity, Math.Max(4, Count * 2)));
                Array.Resize(ref _weights, _items.Length);
            }
            (_items[Count], _weights[Count]) = (item, weight);
            Count++;
            return;
        }
        int weakest = 0;
        for (int i = 1; i < Count; i++)
            if (_weights[i] < _weights[weakest])
                weakest = i;
        _items[weakest] = item;
        _weights[weakest] += weight;
    }

    public void Write(Packaging.SectionWriter writer)
    {
        writer.Write(_at);
        writer.Write<int>(Items);
        writer.Write(Weights);
    }

    public static Neighbours Read(Packaging.SectionReader reader)
    {
        var read = new Neighbours { _at = reader.ReadLong(), _items = reader.ReadArray<int>(), _weights = reader.ReadArray<float>() };
        StateFormat.SameLength(read._items.Length, read._weights.Length);
        read.Count = read._items.Length;
        return read;
    }
}
