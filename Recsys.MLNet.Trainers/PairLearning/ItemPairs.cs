using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>Pairs of items that users met near each other, the positives of the contrastive loss.</summary>
internal sealed class ItemPairs
{
    private readonly InteractionMatrix _together;
    private readonly List<(int First, int Second, int Distance)> _pairs = [];

    /// <summary>The pairs of a log, each user's events in order.</summary>
    public ItemPairs(InteractionLog log, int window) : this(log.Items.Count, Sequences(log), window) { }

    /// <summary>The pairs of sequences of item numbers.</summary>
    /// <param name="items">How many items there are.</param>
    /// <param name="sequences">What each user or session met, in order.</param>
    /// <param name="window">How far apart two events of a pair may be.</param>
    public ItemPairs(int items, IEnumerable<int[]> sequences, int window)
    {
        Frequency = new float[items];
        foreach (int[] sequence in sequences)
        {
            for (int i = 0; i < sequence.Length; i++)
            {
                for (int j = i + 1; j < Math.Min(sequence.Length, i + 1 + window); j++)
                {
                    int first = sequence[i], second = sequence[j];
                    if (first == second)
                        continue;
                    _pairs.Add((first, second, j - i));
                    Frequency[first]++;
                    Frequency[second]++;
                }
            }
        }
        int[] ends = new int[2 * _pairs.Count], others = new int[2 * _pairs.Count];
        for (int i = 0; i < _pairs.Count; i++)
        {
            (ends[2 * i], others[2 * i]) = (_pairs[i].First, _pairs[i].Second);
            (ends[2 * i + 1], others[2 * i + 1]) = (_pairs[i].Second, _pairs[i].First);
        }
        var ones = new float[ends.Length];
        ones.AsSpan().Fill(1);
        _together = InteractionMatrix.FromTriples(items, items, ends, others, ones);
        float total = Math.Max(1, 2f * _pairs.Count);
        foreach (ref float share in Frequency.AsSpan())
            share /= total;
    }

    /// <summary>Share of each item among the ends of pairs.</summary>
    public float[] Frequency { get; }

    public int Count => _pairs.Count;

    /// <summary>The items that users met near an item, ascending.</summary>
    public ReadOnlySpan<int> TogetherWith(int item) => _together.ColumnsOf(item);

    public bool Together(int a, int b) => TogetherWith(a).BinarySearch(b) >= 0;

    /// <summary>The pairs of one epoch in random order: those at distance d with probability 1/d, in random direction.</summary>
    public (int First, int Second)[] Epoch(RandomStream random)
    {
        var chosen = new List<(int, int)>(_pairs.Count);
        foreach (var (first, second, distance) in _pairs)
            if (distance == 1 || random.NextInt(distance) == 0)
                chosen.Add(random.NextInt(2) == 0 ? (first, second) : (second, first));
        var order = chosen.ToArray();
        random.Shuffle<(int, int)>(order);
        return order;
    }

    private static IEnumerable<int[]> Sequences(InteractionLog log)
    {
        var sequences = log.BySequence();
        for (int user = 0; user < sequences.Users; user++)
        {
            int[] items = sequences.PlacesOf(user).ToArray();
            for (int i = 0; i < items.Length; i++)
                items[i] = log.ItemOf[items[i]];
            yield return items;
        }
    }
}
