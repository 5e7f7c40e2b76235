using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>The items a user was last shown, oldest first.</summary>
public sealed class Exposures
{
    private int[] _items = [];
    private long[] _times = [];
    private bool[] _clicked = [];

    /// <summary>How many are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Item numbers.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Times in milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    internal int Bytes => 110 + 13 * Count;

    internal Exposures Copy() => new() { _items = [.. Items], _times = [.. Times], _clicked = [.. _clicked.AsSpan(0, Count)], Count = Count };

    /// <summary>Whether the exposure at a place was clicked.</summary>
    internal bool Clicked(int place) => _clicked[place];

    /// <summary>The newest exposure of an item was clicked; false when none is remembered or it was clicked before.</summary>
    internal bool Click(int item)
    {
        int place = Items.LastIndexOf(item);
        if (place < 0 || _clicked[place])
            return false;
        return _clicked[place] = true;
    }

    internal void Add(int item, long time, int capacity, bool clicked = false)
    {
        if (capacity == 0)
            return;
        if (Count == capacity)
        {
            Array.Copy(_items, 1, _items, 0, Count - 1);
            Array.Copy(_times, 1, _times, 0, Count - 1);
            Array.Copy(_clicked, 1, _clicked, 0, Count - 1);
            Count--;
        }
        else if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Min(capacity, Math.Max(8, Count * 2)));
            Array.Resize(ref _times, _items.Length);
            Array.Resize(ref _clicked, _items.Length);
        }
        (_items[Count], _times[Count], _clicked[Count]) = (item, time, clicked);
        Count++;
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write<int>(Items);
        writer.Write(Times);
        writer.Write<bool>(_clicked.AsSpan(0, Count));
    }

    internal static Exposures Read(SectionReader reader)
    {
        var read = new Exposures { _items = reader.ReadArray<int>(), _times = reader.ReadArray<long>() };
        read._clicked = reader.Version >= 3 ? reader.ReadArray<bool>() : new bool[read._items.Length];
        StateFormat.SameLength(read._items.Length, read._times.Length, read._clicked.Length);
        read.Count = read._items.Length;
        return read;
    }
}
