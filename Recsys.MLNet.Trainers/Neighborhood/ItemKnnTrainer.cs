using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Trainers.Neighborhood;

/// <summary>Item-to-item nearest neighbours by who has them, without regard to order; the windowed, directional kind is <c>item-knn</c>.</summary>
/// <remarks>
/// <code>
/// s(j, i) = Σ_u x_uj·x_ui / (‖x_j‖·‖x_i‖ + shrink)        kept for the k largest i of each j
/// </code>
/// One item's row at a time through the users who have it, so rows are disjoint and the result does not depend on threads.
/// O(Σ_u n_u²). Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms", §3; Deshpande and Karypis 2004.
/// </remarks>
public sealed class ItemKnnTrainer(ItemKnnOptions options) : IItemScorerTrainer
{
    /// <summary>Name in reports.</summary>
    public const string TrainerName = "item-cosine";

    /// <summary>A trainer with default options.</summary>
    public ItemKnnTrainer() : this(new ItemKnnOptions()) { }

    /// <summary>The settings.</summary>
    public ItemKnnOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => Options.Measure == SimilarityMeasure.Jaccard ? "item-jaccard" : TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run);
    }

    /// <summary>Fits users × items.</summary>
    public ItemNeighbourModel Fit(InteractionMatrix interactions, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        TrainingData.CheckWeights(interactions);
        run.Report(Name, 0);
        var rule = new SimilarityRule(Options.Measure, Options.Shrink, Options.SimilarityExponent);
        var byUser = interactions.Map(weight => rule.Value(weight, Options.WeightExponent));
        var byItem = byUser.Transpose();
        var squared = new double[byItem.Rows];
        for (int i = 0; i < squared.Length; i++)
            foreach (float value in byItem.WeightsOf(i))
                squared[i] += (double)value * value;
        var rows = new (int[], float[])[byItem.Rows];
        run.ParallelFor(rows.Length, () => new SharedCounts(byItem.Rows), (item, shared) => rows[item] = Row(item, byUser, byItem, squared, rule, shared));
        run.Report(Name, 1);
        return new ItemNeighbourModel(SparseRows.Join(byItem.Rows, rows).Transpose(), Options.WeightExponent);
    }

    private (int[], float[]) Row(int item, InteractionMatrix byUser, InteractionMatrix byItem, double[] squared, SimilarityRule rule, SharedCounts shared)
    {
        shared.Clear();
        var users = byItem.ColumnsOf(item);
        var own = byItem.WeightsOf(item);
        for (int n = 0; n < users.Length; n++)
        {
            var others = byUser.ColumnsOf(users[n]);
            var values = byUser.WeightsOf(users[n]);
            for (int m = 0; m < others.Length; m++)
                shared.Add(others[m], (double)own[n] * values[m]);
        }
        var found = new List<(float Similarity, int Item)>(shared.Touched.Count);
        foreach (int other in shared.Touched)
            if (other != item && rule.Of(shared[other], squared[item], squared[other]) is > 0 and var similarity)
                found.Add((similarity, other));
        found.Sort(static (a, b) => a.Similarity != b.Similarity ? b.Similarity.CompareTo(a.Similarity) : a.Item.CompareTo(b.Item));
        int kept = Math.Min(found.Count, Options.Neighbours);
        var (items, similarities) = (new int[kept], new float[kept]);
        for (int n = 0; n < kept; n++)
            (similarities[n], items[n]) = found[n];
        return (items, similarities);
    }

    private sealed class SharedCounts(int items)
    {
        private readonly double[] _sums = new double[items];

        public List<int> Touched { get; } = [];

        public double this[int item] => _sums[item];

        public void Clear()
        {
            foreach (int item in Touched)
                _sums[item] = 0;
            Touched.Clear();
        }

        public void Add(int item, double value)
        {
            if (value <= 0)
                return;
            if (_sums[item] == 0)
                Touched.Add(item);
            _sums[item] += value;
        }
    }
}
