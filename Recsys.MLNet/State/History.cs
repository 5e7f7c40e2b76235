using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>A user's last behaviours, oldest first: at most so many of each type, so that clicks cannot push out purchases.</summary>
public sealed class History
{
    private int[] _items = [];
    private byte[] _types = [];
    private byte[] _stages = [];
    private float[] _weights = [];
    private long[] _times = [];

    /// <summary>How many behaviours are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Item numbers.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Numbers of the interaction types in <see cref="StateView.Types"/>.</summary>
    public ReadOnlySpan<byte> Types => _types.AsSpan(0, Count);

    /// <summary>Weights.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>Times in milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>Stage of one behaviour.</summary>
    public BehaviorStage StageOf(int place) => (BehaviorStage)_stages[place];

    /// <summary>Place of the newest behaviour with that item, or −1.</summary>
    public int LastPlaceOf(int item) => Items.LastIndexOf(item);

    /// <summary>Place of the newest behaviour of that stage with that item, or −1.</summary>
    public int LastPlaceOf(int item, BehaviorStage stage)
    {
        for (int i = Count - 1; i >= 0; i--)
            if (_items[i] == item && _stages[i] == (byte)stage)
                return i;
        return -1;
    }

    /// <summary>How many behaviours of a stage lie within the window that ends at <paramref name="at"/>, as far as they are remembered.</summary>
    public int Within(BehaviorStage stage, TimeWindow window, long at)
    {
        long from = at - Decay.Length(window);
        int count = 0;
        for (int i = Count - 1; i >= 0; i--)
            if (_stages[i] == (byte)stage && _times[i] > from && _times[i] <= at)
                count++;
        return count;
    }

    /// <summary>Bytes it takes, about: by what is in it, not by the room it has, so that a replay and a service count alike.</summary>
    internal int Bytes => 200 + 18 * Count;

    internal History Copy()
    {
        // Room for one more, so that the event that made the copy needed does not grow the arrays at once.
        int room = Count + 1;
        var copy = new History { _items = new int[room], _types = new byte[room], _stages = new byte[room], _weights = new float[room], _times = new long[room], Count = Count };
        Items.CopyTo(copy._items);
        Types.CopyTo(copy._types);
        _stages.AsSpan(0, Count).CopyTo(copy._stages);
        Weights.CopyTo(copy._weights);
        Times.CopyTo(copy._times);
        return copy;
    }

    /// <summary>Adds one behaviour; one that repeats the last within the gap is merged into it.</summary>
    internal void Add(int item, byte type, BehaviorStage stage, float weight, long time, long mergeGap, int perType, int capacity)
    {
        if (Count > 0 && _items[Count - 1] == item && _types[Count - 1] == type && Math.Abs(time - _times[Count - 1]) <= mergeGap)
        {
            _times[Count - 1] = Math.Max(time, _times[Count - 1]);
            _weights[Count - 1] = weight;
            return;
        }
        int ofType = Types.Count(type);
        if (ofType >= perType)
            RemoveAt(Types.IndexOf(type));
        if (Count >= capacity)
            RemoveAt(0);
        if (Count == _items.Length)
        {
            int size = Math.Max(4, Count + Count / 2 + 1);
            Array.Resize(ref _items, size);
            Array.Resize(ref _types, size);
            Array.Resize(ref _stages, size);
            Array.Resize(ref _weights, size);
            Array.Resize(ref _times, size);
        }
        (_items[Count], _types[Count], _stages[Count], _weights[Count], _times[Count]) = (item, type, (byte)stage, weight, time);
        Count++;
    }

    /// <summary>Both histories in order of time; the user's own first where times are equal.</summary>
    internal static History Merge(History user, History session, int perType, int capacity)
    {
        var merged = new History();
        int u = 0, s = 0;
        while (u < user.Count || s < session.Count)
        {
            bool takeUser = s == session.Count || (u < user.Count && user._times[u] <= session._times[s]);
            var from = takeUser ? user : session;
            int i = takeUser ? u++ : s++;
            merged.Add(from._items[i], from._types[i], (BehaviorStage)from._stages[i], from._weights[i], from._times[i], mergeGap: -1, perType, capacity);
        }
        return merged;
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write<int>(Items);
        writer.Write<byte>(Types);
        writer.Write<byte>(_stages.AsSpan(0, Count));
        writer.Write(Weights);
        writer.Write(Times);
    }

    internal static History Read(SectionReader reader)
    {
        var read = new History { _items = reader.ReadArray<int>(), _types = reader.ReadArray<byte>(), _stages = reader.ReadArray<byte>(), _weights = reader.ReadArray<float>(), _times = reader.ReadArray<long>() };
        read.Count = read._items.Length;
        StateFormat.SameLength(read.Count, read._types.Length, read._stages.Length, read._weights.Length, read._times.Length);
        return read;
    }

    private void RemoveAt(int place)
    {
        int rest = Count - place - 1;
        Array.Copy(_items, place + 1, _items, place, rest);
        Array.Copy(_types, place + 1, _types, place, rest);
        Array.Copy(_stages, place + 1, _stages, place, rest);
        Array.Copy(_weights, place + 1, _weights, place, rest);
        Array.Copy(_times, place + 1, _times, place, rest);
        Count--;
    }
}
