using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Pairs of items that users met near each other, the positives of the contrastive loss.</summary>
internal sealed class ItemPairs
{
    private readonly InteractionMatrix _together;
    private readonly List<(int First, int Second, int Distance)> _pairs = [];

    public ItemPairs(InteractionLog log, int window)
    {
        Frequency = new float[log.Items.Count];
        var sequences = log.BySequence();
        for (int user = 0; user < sequences.Users; user++)
        {
            var places = sequences.PlacesOf(user);
            for (int i = 0; i < places.Length; i++)
            {
                for (int j = i + 1; j < Math.Min(places.Length, i + 1 + window); j++)
                {
                    int first = log.ItemOf[places[i]], second = log.ItemOf[places[j]];
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
        _together = InteractionMatrix.FromTriples(log.Items.Count, log.Items.Count, ends, others, ones);
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
}
