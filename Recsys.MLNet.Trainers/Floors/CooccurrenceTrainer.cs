using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>item-knn</c>: what follows what within a short window, with direction.</summary>
/// <remarks>
/// <code>
/// c(i, j) = Σ forward / d  over i … j at distance d ≤ window   +   Σ backward / d  over j … i
/// s(i, j) = c(i, j) / √((n_i + 1)(n_j + 1))                        n: number of occurrences
/// </code>
/// One item's row at a time from the places where it occurs, so rows are disjoint and the result does not depend on threads.
/// O(events × window).
/// </remarks>
public sealed class CooccurrenceTrainer(CooccurrenceOptions options) : IItemScorerTrainer
{
    /// <summary>With default settings.</summary>
    public CooccurrenceTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "item-knn";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var occurrences = Occurrences.Of(log);
        var rows = new (int[], float[])[log.Items.Count];
        run.ParallelFor(rows.Length, () => new Scratch(log.Items.Count), (item, scratch) => rows[item] = Row(item, occurrences, scratch));
        return new CooccurrenceModel(SparseRows.Join(log.Items.Count, rows), options.History, options.Decay);
    }

    private (int[], float[]) Row(int item, Occurrences occurrences, Scratch scratch)
    {
        scratch.Begin();
        foreach (int at in occurrences.PlacesOf(item))
        {
            var (from, to) = occurrences.UserRange(at);
            for (int d = 1; d <= options.Window; d++)
            {
                if (at + d < to)
                    scratch.Add(occurrences.Items[at + d], options.Forward / d);
                if (at - d >= from)
                    scratch.Add(occurrences.Items[at - d], options.Backward / d);
            }
        }
        var items = scratch.Touched.ToArray();
        var values = new float[items.Length];
        int own = occurrences.PlacesOf(item).Length;
        for (int i = 0; i < items.Length; i++)
            values[i] = (float)(scratch.Sums[items[i]] / Math.Sqrt((own + 1.0) * (occurrences.PlacesOf(items[i]).Length + 1.0)));
        return Strongest(items, values);
    }

    private (int[], float[]) Strongest(int[] items, float[] values)
    {
        var order = new (float Value, int Item)[items.Length];
        int count = 0;
        for (int i = 0; i < items.Length; i++)
            if (values[i] > 0)
                order[count++] = (values[i], items[i]);
        order.AsSpan(0, count).Sort(static (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : a.Item.CompareTo(b.Item));
        int kept = Math.Min(count, options.Neighbours);
        return (Array.ConvertAll(order[..kept], o => o.Item), Array.ConvertAll(order[..kept], o => o.Value));
    }

    private sealed class Scratch(int items)
    {
        public double[] Sums { get; } = new double[items];

        public List<int> Touched { get; } = [];

        public void Begin()
        {
            foreach (int item in Touched)
                Sums[item] = 0;
            Touched.Clear();
        }

        public void Add(int item, double weight)
        {
            if (weight <= 0)
                return;
            if (Sums[item] == 0)
                Touched.Add(item);
            Sums[item] += weight;
        }
    }
}
