using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>The examples of one step, and the items that they are to tell apart.</summary>
/// <remarks>
/// Columns are the next items of all examples and random items that somebody met; each item is there once. Items of histories that are
/// no columns come after them. Shapes: rows (B), columns (C), items (N), N ≥ C.
/// </remarks>
internal sealed class NextItemStep
{
    private readonly int[] _starts, _history;

    /// <param name="examples">All examples.</param>
    /// <param name="rows">Those of the step.</param>
    /// <param name="negatives">How many random items to draw.</param>
    /// <param name="hard">How many of them from near the next items.</param>
    /// <param name="near">For each item those near it; needed only where <paramref name="hard"/> is above 0.</param>
    /// <param name="random">Draws.</param>
    public NextItemStep(NextItemExamples examples, ReadOnlySpan<int> rows, int negatives, int hard, int[][]? near, RandomStream random)
    {
        var places = new Dictionary<int, int>();
        var items = new List<int>();
        Next = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            Next[i] = Place(examples.NextOf(rows[i]), places, items);
        for (int n = hard; n < negatives; n++)
            Place(examples.Met[random.NextInt(examples.Met.Length)], places, items);
        float drawn = (float)(negatives - hard) / examples.Met.Length;
        for (int n = 0; n < hard; n++)
        {
            int[] around = near![examples.NextOf(rows[random.NextInt(rows.Length)])];
            // An item that nobody met would only ever be pushed away.
            if (around.Length > 0 && around[random.NextInt(around.Length)] is var item && examples.Met.AsSpan().BinarySearch(item) >= 0)
                Place(item, places, items);
        }
        Columns = items.Count;
        _starts = new int[rows.Length + 1];
        var history = new List<int>();
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (int item in examples.HistoryOf(rows[i]))
                history.Add(Place(item, places, items));
            _starts[i + 1] = history.Count;
        }
        (Items, _history, Decay) = ([.. items], [.. history], examples.Decay);
        LogExpected = new float[Columns];
        for (int c = 0; c < Columns; c++)
            LogExpected[c] = MathF.Log(Math.Max(rows.Length * examples.Frequency[items[c]] + drawn, 1e-9f));
    }

    /// <summary>Number of examples.</summary>
    public int Rows => Next.Length;

    /// <summary>Number of items to tell apart.</summary>
    public int Columns { get; }

    /// <summary>Item numbers: columns, then what only histories hold.</summary>
    public int[] Items { get; }

    /// <summary>The column of each row's next item.</summary>
    public int[] Next { get; }

    /// <summary>ln of how often a column's item is expected in a step, by which popular items are not pushed away for being drawn often.</summary>
    public float[] LogExpected { get; }

    /// <summary>γ, the weight of an item of a history against the one after it.</summary>
    public float Decay { get; }

    /// <summary>Places in <see cref="Items"/> of what a row's user had met, oldest first.</summary>
    public ReadOnlySpan<int> HistoryOf(int row) => _history.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Makes a row's scores logits of the softmax: popular items lose what drawing favours them by, met ones are left out.</summary>
    public void Finish(int row, Span<float> scores)
    {
        System.Numerics.Tensors.TensorPrimitives.Subtract(scores, LogExpected, scores);
        foreach (int place in HistoryOf(row))
            if (place < Columns)
                scores[place] = float.NegativeInfinity;
    }

    private static int Place(int item, Dictionary<int, int> places, List<int> items)
    {
        if (places.TryAdd(item, items.Count))
            items.Add(item);
        return places[item];
    }
}
