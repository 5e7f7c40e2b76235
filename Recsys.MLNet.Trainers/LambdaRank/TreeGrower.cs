using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Grows one tree leaf by leaf: always the leaf whose best split gains most is split next.</summary>
/// <remarks>
/// Only the smaller child of a split is summed from its rows; the larger one is parent − smaller, exactly, since the sums are
/// integers. A feature that cannot split a leaf is not tried again below it.
/// </remarks>
internal sealed class TreeGrower : IDisposable
{
    private readonly BinnedRows _bins;
    private readonly FeatureSlot[] _slots;
    private readonly LambdaRankOptions _options;
    private readonly RunSettings _run;
    private readonly HistogramPool _pool;
    private readonly WorkCrew _crew;
    private readonly LeafHistograms _sums;
    private readonly nint _scratch;
    private readonly OpenLeaf[] _leaves;
    private readonly SplitCandidate[] _found, _foundOfSibling;
    private readonly int[][] _slotsOfColumn;
    private readonly bool[] _useFeature;
    private readonly bool _full;

    public TreeGrower(BinnedRows bins, FeatureSlot[] slots, LambdaRankOptions options, RunSettings run, WorkCrew crew)
    {
        _bins = bins;
        _slots = slots;
        _options = options;
        _run = run;
        Partition = new RowPartition(bins.Rows, options.Leaves);
        _pool = new HistogramPool(bins.Columns, options.Leaves);
        _scratch = _pool.Rent();
        _crew = crew;
        _sums = new LeafHistograms(bins, Partition, _pool, _crew);
        _leaves = new OpenLeaf[options.Leaves];
        for (int i = 0; i < _leaves.Length; i++)
            _leaves[i] = new OpenLeaf(slots.Length);
        (_found, _foundOfSibling) = (new SplitCandidate[slots.Length], new SplitCandidate[slots.Length]);
        var slotsOf = Enumerable.Range(0, slots.Length).ToLookup(s => slots[s].Column);
        _slotsOfColumn = [.. Enumerable.Range(0, bins.Columns).Select(c => slotsOf[c].ToArray())];
        _useFeature = new bool[slots.Length];
        _full = FullLeafRule.IsNeeded(options);
    }

    /// <summary>The rows of each leaf of the last tree.</summary>
    public RowPartition Partition { get; }

    public GrownTree Grow(PackedGradients gradients, int[]? sample, int treeIndex)
    {
        DrawFeatures(treeIndex);
        Partition.Reset(sample, _crew);
        var draft = new TreeDraft(_options.Leaves);
        var root = _leaves[0];
        nint histogram = _pool.Rent();
        _sums.Sum(0, histogram, gradients);
        root.Open(_sums.Total(histogram), Partition.CountOf(0), 1, double.NegativeInfinity, double.PositiveInfinity);
        double g = PackedGradients.SumG(root.Packed) * gradients.UnitG, h = PackedGradients.SumH(root.Packed) * gradients.UnitH;
        root.Output = new FullLeafRule(_options with { PathSmooth = 0 }, 0, 0, new LeafSums(0, 0, 0, root.Low, root.High)).Output(g, h, root.Rows);
        draft.SetRoot(root.Output, h, root.Rows);

        Search(new(root, 0, histogram, histogram), null, gradients, treeIndex);
        while (draft.Leaves < _options.Leaves)
        {
            int best = 0, added = draft.Leaves;
            for (int leaf = 1; leaf < added; leaf++)
                if (_leaves[leaf].Best.IsBetterThan(_leaves[best].Best))
                    best = leaf;
            if (!(_leaves[best].Best.Gain > 0))
                break;
            Split(draft, best, added, gradients);
            if (draft.Leaves < _options.Leaves)
                SearchChildren(best, added, gradients, treeIndex);
        }
        for (int leaf = 0; leaf < draft.Leaves; leaf++)
            Release(_leaves[leaf]);
        return draft.Finish();
    }

    public void Dispose() => _pool.Dispose();

    private void Split(TreeDraft draft, int leaf, int newLeaf, PackedGradients gradients)
    {
        OpenLeaf parent = _leaves[leaf], child = _leaves[newLeaf];
        var split = parent.Best;
        var slot = _slots[split.Slot];
        byte[] goesLeft = Routing(slot, split);
        Partition.Split(leaf, newLeaf, _bins, slot.Column, goesLeft, _crew);
        int leftRows = Partition.CountOf(leaf), rightRows = Partition.CountOf(newLeaf);
        long rightSums = parent.Packed - split.LeftSums;
        draft.Split(leaf, slot, goesLeft, split, _options.MinGainToSplit, PackedGradients.SumH(split.LeftSums) * gradients.UnitH,
                    PackedGradients.SumH(rightSums) * gradients.UnitH, leftRows, rightRows);

        double low = parent.Low, high = parent.High, middle = (split.LeftOutput + split.RightOutput) / 2;
        int monotone = split.LeftBins is null ? MonotoneOf(slot) : 0;
        child.Open(rightSums, rightRows, parent.Depth + 1, monotone > 0 ? Math.Max(low, middle) : low, monotone < 0 ? Math.Min(high, middle) : high);
        child.Output = split.RightOutput;
        parent.Splittable.CopyTo(child.Splittable, 0);
        nint histogram = parent.Histogram;
        parent.Open(split.LeftSums, leftRows, parent.Depth + 1, monotone < 0 ? Math.Max(low, middle) : low, monotone > 0 ? Math.Min(high, middle) : high, keep: true);
        parent.Output = split.LeftOutput;
        parent.Histogram = histogram;
    }

    /// <summary>Finds the best splits of the two leaves that the last split made.</summary>
    private void SearchChildren(int left, int right, PackedGradients gradients, int treeIndex)
    {
        OpenLeaf a = _leaves[left], b = _leaves[right];
        bool tooDeep = _options.MaxDepth > 0 && a.Depth > _options.MaxDepth;
        if (tooDeep || (a.Rows < _options.MinDataInLeaf * 2 && b.Rows < _options.MinDataInLeaf * 2))
        {
            Release(a);
            return;
        }
        int smaller = a.Rows < b.Rows ? left : right, larger = smaller == left ? right : left;
        nint parent = a.Histogram;
        a.Histogram = 0;
        nint small = _pool.Rent(), working = small != 0 ? small : _scratch;
        _sums.Sum(smaller, working, gradients);
        if (parent != 0)
        {
            Search(new(_leaves[smaller], smaller, working, small), new(_leaves[larger], larger, parent, parent), gradients, treeIndex);
            return;
        }
        Search(new(_leaves[smaller], smaller, working, small), null, gradients, treeIndex);
        nint large = _pool.Rent();
        _sums.Sum(larger, large != 0 ? large : _scratch, gradients);
        Search(new(_leaves[larger], larger, large != 0 ? large : _scratch, large), null, gradients, treeIndex);
    }

    /// <summary>Finds the best split of a leaf, and of its sibling whose histogram is still that of their parent: column by column, so that a column is in cache for all that is done with it.</summary>
    private void Search(LeafSearch first, LeafSearch? sibling, PackedGradients gradients, int treeIndex)
    {
        _crew.For(_slotsOfColumn.Length, (c, _) => SearchColumn(c)); // as much work for few rows as for many
        Choose(first, _found, treeIndex);
        if (sibling is { } second)
            Choose(second, _foundOfSibling, treeIndex);

        void SearchColumn(int column)
        {
            _sums.Finish(first.Histogram, column);
            if (sibling is { } other)
                LeafHistograms.Subtract(other.Histogram, first.Histogram, column);
            foreach (int s in _slotsOfColumn[column])
            {
                SearchFeature(s, first, gradients, treeIndex, ref _found[s]);
                if (sibling is { } also)
                    SearchFeature(s, also, gradients, treeIndex, ref _foundOfSibling[s]);
            }
        }
    }

    private void Choose(LeafSearch search, SplitCandidate[] found, int treeIndex)
    {
        var leaf = search.Leaf;
        bool[]? allowed = DrawNodeFeatures(treeIndex, search.Number, leaf.Depth);
        leaf.Best = SplitCandidate.None;
        for (int s = 0; s < _slots.Length; s++)
            if ((allowed is null || allowed[s]) && found[s].IsBetterThan(leaf.Best))
                leaf.Best = found[s];
        leaf.Histogram = search.Owned;
        if (!(leaf.Best.Gain > 0))
            Release(leaf);
    }

    private void SearchFeature(int s, in LeafSearch search, PackedGradients gradients, int treeIndex, ref SplitCandidate best)
    {
        var leaf = search.Leaf;
        best = SplitCandidate.None;
        if (!_useFeature[s] || !leaf.Splittable[s])
            return;
        var slot = _slots[s];
        var sums = new LeafSums(leaf.Packed, leaf.Rows, leaf.Output, leaf.Low, leaf.High);
        Span<long> unbundled = stackalloc long[slot.IsBundled ? GradientHistogram.Width : 0];
        var bins = BinsOf(slot, search.Histogram, sums.Packed, unbundled);
        var pick = _options.ExtraTrees ? PickOne(treeIndex, search.Number, s) : null;
        if (slot.Bins.IsCategorical)
        {
            Note(leaf, s, CategoricalSplits.Find(bins, slot.Bins, s, sums, gradients, _options, pick, ref best));
            return;
        }
        int only = pick is null ? -1 : slot.Bins.Count > 2 ? pick(slot.Bins.Count - 2) : 0;
        Note(leaf, s, _full
            ? NumericSplits.Find(bins, slot.Bins, s, sums, gradients, _options, new FullLeafRule(_options, 0, MonotoneOf(slot), sums), only, ref best)
            : NumericSplits.Find(bins, slot.Bins, s, sums, gradients, _options, new PlainLeafRule(_options.LambdaL2), only, ref best));
    }

    private static void Note(OpenLeaf leaf, int s, bool splittable)
    {
        if (!splittable)
            leaf.Splittable[s] = false; // written only then: neighbours are another thread's
    }

    /// <summary>A draw among n thresholds, of a stream of its own for each tree, leaf and feature.</summary>
    private Func<int, int> PickOne(int treeIndex, int leaf, int s) =>
        n => _run.Random("lambdarank.extra", ((long)treeIndex << 32) + (long)leaf * _slots.Length + s).NextInt(Math.Max(1, n));

    private static ReadOnlySpan<long> BinsOf(FeatureSlot slot, nint histogram, long leafSums, Span<long> unbundled)
    {
        var column = LeafHistograms.Column(histogram, slot.Column);
        int count = slot.Bins.Count;
        if (!slot.IsBundled)
            return column[..count];
        int most = slot.Bins.MostFrequentBin;
        long rest = leafSums;
        for (int b = 0; b < count; b++)
        {
            if (b == most)
                continue;
            long value = column[slot.Start + (b < most ? b : b - 1)];
            unbundled[b] = value;
            rest -= value;
        }
        unbundled[most] = rest;
        return unbundled[..count];
    }

    private int MonotoneOf(FeatureSlot slot) => slot.Feature < _options.MonotoneConstraints.Count ? _options.MonotoneConstraints[slot.Feature] : 0;

    private static byte[] Routing(FeatureSlot slot, in SplitCandidate split)
    {
        var goesLeft = new byte[256];
        var feature = slot.Bins;
        for (int value = 0; value < 256; value++)
        {
            int bin = slot.Decode((byte)value);
            bool missing = (feature.Missing == MissingKind.NaN && bin == feature.Count - 1) || (feature.Missing == MissingKind.Zero && bin == feature.ZeroBin);
            bool left = split.LeftBins is { } bins ? Array.IndexOf(bins, bin) >= 0 : missing ? split.DefaultLeft : bin <= split.Threshold;
            goesLeft[value] = left ? (byte)1 : (byte)0;
        }
        return goesLeft;
    }

    private void DrawFeatures(int treeIndex)
    {
        Array.Fill(_useFeature, _options.FeatureFraction >= 1);
        if (_options.FeatureFraction >= 1)
            return;
        int wanted = Math.Max(1, (int)Math.Round(_slots.Length * _options.FeatureFraction));
        foreach (int s in _run.Random("lambdarank.features", treeIndex).Permutation(_slots.Length).AsSpan(0, wanted))
            _useFeature[s] = true;
    }

    private bool[]? DrawNodeFeatures(int treeIndex, int leaf, int depth)
    {
        if (_options.FeatureFractionByNode >= 1)
            return null;
        var used = Enumerable.Range(0, _slots.Length).Where(s => _useFeature[s]).ToArray();
        _run.Random("lambdarank.nodefeatures", ((long)treeIndex << 32) + ((long)leaf << 12) + depth).Shuffle<int>(used);
        var allowed = new bool[_slots.Length];
        foreach (int s in used.AsSpan(0, Math.Max(1, (int)Math.Round(used.Length * _options.FeatureFractionByNode))))
            allowed[s] = true;
        return allowed;
    }

    private void Release(OpenLeaf leaf)
    {
        _pool.Return(leaf.Histogram);
        leaf.Histogram = 0;
    }

    /// <summary>A leaf to be searched: its histogram, and the one it keeps afterwards, 0 for none.</summary>
    private readonly record struct LeafSearch(OpenLeaf Leaf, int Number, nint Histogram, nint Owned);

    /// <summary>A leaf that may still be split.</summary>
    private sealed class OpenLeaf(int slots)
    {
        public long Packed;
        public int Rows;
        public int Depth;
        public double Output;
        public double Low;
        public double High;
        public nint Histogram;
        public SplitCandidate Best;
        public readonly bool[] Splittable = new bool[slots];

        public void Open(long packed, int rows, int depth, double low, double high, bool keep = false)
        {
            Packed = packed;
            Rows = rows;
            Depth = depth;
            Low = low;
            High = high;
            Histogram = 0;
            Best = SplitCandidate.None;
            if (!keep)
                Array.Fill(Splittable, true);
        }
    }
}
