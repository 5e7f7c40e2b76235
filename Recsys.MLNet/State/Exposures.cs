using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>The items a user was last shown, oldest first.</summary>
public sealed class Exposures
{
    private int[] _items = [];
    private long[] _times = [];

    /// <summary>How many are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Item numbers.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Times in milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    internal int Bytes => 90 + 12 * Count;

    internal Exposures Copy() => new() { _items = [.. Items], _times = [.. Times], Count = Count };

    internal void Add(int item, long time, int capacity)
    {
        if (capacity == 0)
            return;
        if (Count == capacity)
        {
            Array.Copy(_items, 1, _items, 0, Count - 1);
            Array.Copy(_times, 1, _times, 0, Count - 1);
            Count--;
        }
        else if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Min(capacity, Math.Max(8, Count * 2)));
            Array.Resize(ref _times, _items.Length);
        }
        (_items[Count], _times[Count]) = (item, time);
        Count++;
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write<int>(Items);
        writer.Write(Times);
    }

    internal static Exposures Read(SectionReader reader)
    {
        var read = new Exposures { _items = reader.ReadArray<int>(), _times = reader.ReadArray<long>() };
        StateFormat.SameLength(read._items.Length, read._times.Length);
        read.Count = read._items.Length;
        return read;
    }
}
