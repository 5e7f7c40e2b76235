namespace Recsys.MLNet.State;

/// <summary>The items with the highest scores, best first, kept current with every event.</summary>
/// <remarks>
/// Exact for scores that only rise: totals, and decayed sums in the time-free units of <see cref="StageCounter.Trend"/>, in which
/// all items sink alike and only an item's own event moves it.
/// </remarks>
internal sealed class Leaderboard(int capacity) : IVersion<Leaderboard>
{
    private int[] _items = [];
    private double[] _scores = [];

    public long Sequence { get; set; }

    public Leaderboard? Previous { get; set; }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Count);

    public Leaderboard Copy() => new(capacity) { _items = [.. Items], _scores = [.. Scores], Count = Count };

    /// <summary>Whether <see cref="Raise"/> would change anything: asked first, so that an unchanged board is not copied.</summary>
    public bool Wants(double score) => !double.IsNaN(score) && !double.IsNegativeInfinity(score) && (Count < capacity || score > _scores[Count - 1]);

    public void Raise(int item, double score)
    {
        int place = Items.IndexOf(item);
        if (place < 0)
        {
            if (Count < capacity)
            {
                if (Count == _items.Length)
                {
                    Array.Resize(ref _items, Math.Min(capacity, Math.Max(8, Count * 2)));
                    Array.Resize(ref _scores, _items.Length);
                }
                Count++;
            }
            place = Count - 1;
        }
        while (place > 0 && _scores[place - 1] < score)
        {
            (_items[place], _scores[place]) = (_items[place - 1], _scores[place - 1]);
            place--;
        }
        (_items[place], _scores[place]) = (item, score);
    }

    public void Write(Packaging.SectionWriter writer)
    {
        writer.Write<int>(Items);
        writer.Write(Scores);
    }

    public static Leaderboard Read(Packaging.SectionReader reader, int capacity)
    {
        var read = new Leaderboard(capacity) { _items = reader.ReadArray<int>(), _scores = reader.ReadArray<double>() };
        StateFormat.SameLength(read._items.Length, read._scores.Length);
        read.Count = Math.Min(capacity, read._items.Length);
        return read;
    }
}
