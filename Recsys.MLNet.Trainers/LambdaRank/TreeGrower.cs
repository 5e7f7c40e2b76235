using System.Numerics.Tensors;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Grows one tree leaf by leaf: always the leaf whose best split gains most is split next.</summary>
/// <remarks>
/// Only the smaller child of a split is summed from its rows; the larger one is parent − smaller, exactly, since the sums are
/// integers. A feature that cannot split a leaf is not tried again below it.
/// </remarks>
internal sealed unsafe class TreeGrower : IDisposable
{
    private const int AloneRows = 1024; // below this a leaf's sums are not worth a second thread
    private const int SharedRows = 1 << 14; // from here on a histogram for each thread is worth its clearing and adding
    private const int ChunkRows = 1 << 12;
    private readonly BinnedRows _bins;
    private readonly FeatureSlot[] _slots;
    private readonly LambdaRankOptions _options;
    private readonly RunSettings _run;
    private readonly HistogramPool _pool;
    private readonly nint _scratch;
    private readonly OpenLeaf[] _leaves;
    private readonly SplitCandidate[] _found;
    private readonly bool[] _useFeature;
    private readonly bool _full;

    public TreeGrower(BinnedRows bins, FeatureSlot[] slots, LambdaRankOptions options, RunSettings run)
    {
        _bins = bins;
        _slots = slots;
        _options = options;
        _run = run;
        Partition = new RowPartition(bins.Rows, options.Leaves);
        _pool = new HistogramPool(bins.Columns, options.Leaves);
        _scratch = _pool.Rent();
        _leaves = new OpenLeaf[options.Leaves];
        for (int i = 0; i < _leaves.Length; i++)
            _leaves[i] = new OpenLeaf(slots.Length);
        _found = new SplitCandidate[slots.Length];
        _useFeature = new bool[slots.Length];
        _full = FullLeafRule.IsNeeded(options);
    }

    /// <summary>The rows of each leaf of the last tree.</summary>
    public RowPartition Partition { get; }

    public GrownTree Grow(PackedGradients gradients, int[]? sample, int treeIndex)
    {
        DrawFeatures(treeIndex);
        Partition.Reset(sample);
        var draft = new TreeDraft(_options.Leaves);
        var root = _leaves[0];
        root.Open(SumOf(Partition.RowsOf(0), gradients), Partition.CountOf(0), 1, double.NegativeInfinity, double.PositiveInfinity);
        double g = PackedGradients.SumG(root.Packed) * gradients.UnitG, h = PackedGradients.SumH(root.Packed) * gradients.UnitH;
        root.Output = new FullLeafRule(_options with { PathSmooth = 0 }, 0, 0, new LeafSums(0, 0, 0, root.Low, root.High)).Output(g, h, root.Rows);
        draft.SetRoot(root.Output, h, root.Rows);

        int left = 0, right = -1;
        while (draft.Leaves < _options.Leaves)
        {
            SearchNew(left, right, gradients, treeIndex);
            int best = 0;
            for (int leaf = 1; leaf < draft.Leaves; leaf++)
                if (_leaves[leaf].Best.IsBetterThan(_leaves[best].Best))
                    best = leaf;
            if (!(_leaves[best].Best.Gain > 0))
                break;
            (left, right) = (best, draft.Leaves);
            Split(draft, left, right, gradients);
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
        Partition.Split(leaf, newLeaf, _bins, slot.Column, goesLeft, _run);
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

    /// <summary>Finds the best splits of the two leaves that the last split made; at first, of the root.</summary>
    private void SearchNew(int left, int right, PackedGradients gradients, int treeIndex)
    {
        var a = _leaves[left];
        if (right < 0)
        {
            a.Histogram = _pool.Rent();
            Sum(left, a.Histogram, gradients);
            Search(a, left, a.Histogram, gradients, treeIndex);
            return;
        }
        var b = _leaves[right];
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
        Sum(smaller, working, gradients);
        if (parent != 0)
        {
            Subtract(parent, working);
            SearchKeeping(_leaves[smaller], smaller, working, small, gradients, treeIndex);
            SearchKeeping(_leaves[larger], larger, parent, parent, gradients, treeIndex);
            return;
        }
        SearchKeeping(_leaves[smaller], smaller, working, small, gradients, treeIndex);
        nint large = _pool.Rent();
        Sum(larger, large != 0 ? large : _scratch, gradients);
        SearchKeeping(_leaves[larger], larger, large != 0 ? large : _scratch, large, gradients, treeIndex);
    }

    private void SearchKeeping(OpenLeaf leaf, int number, nint histogram, nint owned, PackedGradients gradients, int treeIndex)
    {
        Search(leaf, number, histogram, gradients, treeIndex);
        leaf.Histogram = owned;
        if (!(leaf.Best.Gain > 0))
            Release(leaf);
    }

    private void Search(OpenLeaf leaf, int number, nint histogram, PackedGradients gradients, int treeIndex)
    {
        var sums = new LeafSums(leaf.Packed, leaf.Rows, leaf.Output, leaf.Low, leaf.High);
        bool[]? allowed = DrawNodeFeatures(treeIndex, number, leaf.Depth);
        if (leaf.Rows < AloneRows / 4 || _run.EffectiveThreads == 1)
            for (int s = 0; s < _slots.Length; s++)
                SearchFeature(s, leaf, sums, histogram, gradients, treeIndex, number);
        else
            _run.ParallelFor(_slots.Length, s => SearchFeature(s, leaf, sums, histogram, gradients, treeIndex, number));
        leaf.Best = SplitCandidate.None;
        for (int s = 0; s < _slots.Length; s++)
            if (allowed is null || allowed[s])
                if (_found[s].IsBetterThan(leaf.Best))
                    leaf.Best = _found[s];
    }

    private void SearchFeature(int s, OpenLeaf leaf, in LeafSums sums, nint histogram, PackedGradients gradients, int treeIndex, int number)
    {
        ref var best = ref _found[s];
        best = SplitCandidate.None;
        if (!_useFeature[s] || !leaf.Splittable[s])
            return;
        var slot = _slots[s];
        Span<long> unbundled = stackalloc long[slot.IsBundled ? GradientHistogram.Width : 0];
        var bins = BinsOf(slot, histogram, sums.Packed, unbundled);
        Func<int, int>? pick = _options.ExtraTrees ? n => _run.Random("lambdarank.extra", ((long)treeIndex << 32) + (long)number * _slots.Length + s).NextInt(Math.Max(1, n)) : null;
        if (slot.Bins.IsCategorical)
        {
            leaf.Splittable[s] = CategoricalSplits.Find(bins, slot.Bins, s, sums, gradients, _options, pick, ref best);
            return;
        }
        int only = pick is null ? -1 : slot.Bins.Count > 2 ? pick(slot.Bins.Count - 2) : 0;
        leaf.Splittable[s] = _full
            ? NumericSplits.Find(bins, slot.Bins, s, sums, gradients, _options, new FullLeafRule(_options, 0, MonotoneOf(slot), sums), only, ref best)
            : NumericSplits.Find(bins, slot.Bins, s, sums, gradients, _options, new PlainLeafRule(_options.LambdaL2), only, ref best);
    }

    private static ReadOnlySpan<long> BinsOf(FeatureSlot slot, nint histogram, long leafSums, Span<long> unbundled)
    {
        var column = new ReadOnlySpan<long>((long*)histogram + slot.Column * GradientHistogram.Width, GradientHistogram.Width);
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

    private long SumOf(ReadOnlySpan<int> rows, PackedGradients gradients)
    {
        long sum = 0;
        long[] values = gradients.Values;
        foreach (int row in rows)
            sum += values[row];
        return sum;
    }

    /// <summary>Sums a leaf's rows: many of them in parts with a histogram for each thread, fewer by columns. Integer sums are the same either way.</summary>
    private void Sum(int leaf, nint histogram, PackedGradients gradients)
    {
        int rows = Partition.CountOf(leaf), eights = _bins.Stride / 8;
        if (_run.EffectiveThreads == 1 || rows < AloneRows)
        {
            Clear(histogram, 0, eights);
            Add(leaf, 0, rows, histogram, gradients, 0, eights);
        }
        else if (rows < SharedRows)
        {
            int pieces = Math.Min(eights, _run.EffectiveThreads * 2);
            _run.ParallelFor(pieces, p =>
            {
                Clear(histogram, eights * p / pieces, eights * (p + 1) / pieces);
                Add(leaf, 0, rows, histogram, gradients, eights * p / pieces, eights * (p + 1) / pieces);
            });
        }
        else
        {
            SumByThreads(leaf, rows, histogram, gradients, eights);
        }
    }

    private void SumByThreads(int leaf, int rows, nint histogram, PackedGradients gradients, int eights)
    {
        int threads = 0;
        _run.ParallelFor((rows + ChunkRows - 1) / ChunkRows, () =>
        {
            int number = Interlocked.Increment(ref threads) - 1;
            nint own = number == 0 ? histogram : _pool.OfThread(number - 1);
            Clear(own, 0, eights);
            return own;
        }, (chunk, own) => Add(leaf, chunk * ChunkRows, Math.Min(ChunkRows, rows - chunk * ChunkRows), own, gradients, 0, eights));
        for (int t = 1; t < threads; t++)
            TensorPrimitives.Add(Numbers(histogram), Numbers(_pool.OfThread(t - 1)), Numbers(histogram));
    }

    private static void Clear(nint histogram, int firstEight, int endEight) =>
        new Span<long>((long*)histogram + (long)firstEight * 8 * GradientHistogram.Width, (endEight - firstEight) * 8 * GradientHistogram.Width).Clear();

    private void Add(int leaf, int from, int count, nint histogram, PackedGradients gradients, int firstEight, int endEight)
    {
        fixed (long* packed = gradients.Values)
            GradientHistogram.Add(_bins, Partition.RowsOf(leaf).Slice(from, count), packed, (long*)histogram, firstEight, endEight);
    }

    private void Subtract(nint from, nint what) => TensorPrimitives.Subtract(Numbers(from), Numbers(what), Numbers(from));

    private Span<long> Numbers(nint histogram) => new((void*)histogram, _pool.Length);

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
