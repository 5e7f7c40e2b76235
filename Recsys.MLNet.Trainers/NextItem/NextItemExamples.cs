using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>What users turned to next, and what they had met before: each event of a sequence but the first, unless its item was met before.</summary>
internal sealed class NextItemExamples
{
    private readonly List<int> _items = [];
    private readonly List<(int Start, int Next)> _examples = [];

    /// <summary>Examples of each user's events in order.</summary>
    /// <param name="log">The events.</param>
    /// <param name="history">How many of the last items count.</param>
    /// <param name="decay">γ, the weight of an item against the one after it.</param>
    public NextItemExamples(InteractionLog log, int history, float decay) : this(log.Items.Count, Sequences(log), history, decay) { }

    /// <summary>Examples of sequences of item numbers.</summary>
    public NextItemExamples(int items, IEnumerable<int[]> sequences, int history, float decay)
    {
        (Items, Decay) = (items, decay);
        Frequency = new float[items];
        var met = new bool[items];
        var before = new HashSet<int>();
        foreach (int[] sequence in sequences)
        {
            before.Clear();
            int start = _items.Count;
            _items.AddRange(sequence);
            for (int i = 0; i < sequence.Length; i++)
            {
                met[sequence[i]] = true;
                if (before.Add(sequence[i]) && i > 0)
                {
                    _examples.Add((start + Math.Max(0, i - history), start + i));
                    Frequency[sequence[i]]++;
                }
            }
        }
        Met = [.. Enumerable.Range(0, items).Where(i => met[i])];
        foreach (ref float share in Frequency.AsSpan())
            share /= Math.Max(1, _examples.Count);
    }

    /// <summary>Number of items of the catalogue.</summary>
    public int Items { get; }

    /// <summary>Number of examples.</summary>
    public int Count => _examples.Count;

    /// <summary>γ, the weight of an item of the history against the one after it.</summary>
    public float Decay { get; }

    /// <summary>Items with events, ascending. Nothing is known of the others, and they are no negatives: they would only ever be pushed away.</summary>
    public int[] Met { get; }

    /// <summary>Share of each item among those turned to next.</summary>
    public float[] Frequency { get; }

    /// <summary>What the user of an example had met before, oldest first.</summary>
    public ReadOnlySpan<int> HistoryOf(int example) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items)[_examples[example].Start.._examples[example].Next];

    /// <summary>The item turned to next.</summary>
    public int NextOf(int example) => _items[_examples[example].Next];

    /// <summary>So many examples of one pass at most, in random order.</summary>
    public int[] Pass(int most, RandomStream random)
    {
        int[] order = random.Permutation(Count);
        return order.Length <= most ? order : order[..most];
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
