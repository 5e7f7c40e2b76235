using System.Collections;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Gives each splittable feature a column, and bundles sparse features that hardly ever differ from their common bin in the same row.</summary>
/// <remarks>
/// Greedy, from the least sparse feature on: a feature joins the first bundle whose rows collide with its own in at most
/// 1/10000 of the sample and whose bytes suffice. Ke et al. 2017, "LightGBM", §4 (exclusive feature bundling).
/// </remarks>
internal sealed class ColumnLayout
{
    private const int TriedBundles = 100;

    private ColumnLayout(FeatureBins[] bins, FeatureSlot[] slots, int columns)
    {
        Bins = bins;
        Slots = slots;
        Columns = columns;
    }

    /// <summary>The bins of every feature, splittable or not.</summary>
    public FeatureBins[] Bins { get; }

    /// <summary>The splittable features, by feature number.</summary>
    public FeatureSlot[] Slots { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <param name="bins">Bins of all features.</param>
    /// <param name="uncommon">For each sparse feature the rows of the sample outside its most frequent bin, else null.</param>
    /// <param name="sampleRows">Rows of the sample.</param>
    /// <param name="bundle">Whether to bundle at all.</param>
    public static ColumnLayout Plan(FeatureBins[] bins, int[]?[] uncommon, int sampleRows, bool bundle)
    {
        var bundles = new List<Bundle>();
        var candidates = Enumerable.Range(0, bins.Length).Where(f => !bins[f].IsTrivial && uncommon[f] is not null && bundle);
        foreach (int f in candidates.OrderByDescending(f => uncommon[f]!.Length).ThenBy(f => f))
        {
            var home = bundles.TakeLast(TriedBundles).FirstOrDefault(b => b.Bytes + bins[f].Count - 1 <= 256 && b.Collisions(uncommon[f]!) <= sampleRows / 10_000);
            if (home is null)
                bundles.Add(home = new Bundle(sampleRows));
            home.Add(f, bins[f].Count - 1, uncommon[f]!);
        }
        var bundleOf = bundles.Where(b => b.Features.Count > 1).SelectMany(b => b.Features.Select(f => (f, b))).ToDictionary(p => p.f, p => p.b);

        var slots = new List<FeatureSlot>();
        var columnOf = new Dictionary<Bundle, int>();
        int columns = 0;
        for (int f = 0; f < bins.Length; f++)
        {
            if (bins[f].IsTrivial)
                continue;
            if (!bundleOf.TryGetValue(f, out var home))
            {
                slots.Add(new FeatureSlot(f, bins[f], columns++, 0));
                continue;
            }
            if (!columnOf.TryGetValue(home, out int column))
                columnOf[home] = column = columns++;
            slots.Add(new FeatureSlot(f, bins[f], column, home.StartOf(f)));
        }
        return new ColumnLayout(bins, [.. slots], columns);
    }

    private sealed class Bundle(int sampleRows)
    {
        private readonly BitArray _taken = new(sampleRows);
        private readonly Dictionary<int, int> _start = [];
        private int _collisions;

        public List<int> Features { get; } = [];

        public int Bytes { get; private set; } = 1; // byte 0 is the common bin of all

        public int StartOf(int feature) => _start[feature];

        public int Collisions(int[] rows)
        {
            int collisions = _collisions;
            foreach (int row in rows)
                if (_taken[row])
                    collisions++;
            return collisions;
        }

        public void Add(int feature, int bytes, int[] rows)
        {
            _collisions = Collisions(rows);
            _start[feature] = Bytes;
            Bytes += bytes;
            Features.Add(feature);
            foreach (int row in rows)
                _taken[row] = true;
        }
    }
}
