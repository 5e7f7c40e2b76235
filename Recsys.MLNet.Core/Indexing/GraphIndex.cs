using System.Collections.Concurrent;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Indexing;

/// <summary>A graph of near neighbours in layers (HNSW): finds nearly all of the best items while it looks at few.</summary>
/// <remarks>
/// Malkov and Yashunin 2018. Items can be added, changed and taken out while others search; an item taken out goes on leading the way, so that
/// an index with much change should be made anew now and then (<see cref="DeadShare"/>, <see cref="Compacted"/>).
/// Whatever the search runs over, the scores it returns are computed in single precision from the vectors.
/// </remarks>
public sealed unsafe class GraphIndex : IVectorIndex
{
    internal const string SectionKind = "vector-graph";
    internal const int MostLevels = 16;
    private const int FirstCapacity = 256;

    private readonly Lock _writing = new();
    private readonly ConcurrentBag<GraphScratch> _scratch = [];
    private readonly int _seed;
    private GraphMemory _memory;
    private int[] _nodeOf = [];
    private int _nodes, _living, _entry = -1, _top;
    private double _radius2;

    /// <summary>An empty index.</summary>
    /// <param name="factors">Numbers per vector.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Decides the levels of vectors.</param>
    public GraphIndex(int factors, VectorIndexOptions options, int seed = 1) : this(factors, options, seed, FirstCapacity) { }

    internal GraphIndex(int factors, VectorIndexOptions options, int seed, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factors, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        (Factors, Options, _seed) = (factors, options, seed);
        _memory = new GraphMemory(Math.Max(FirstCapacity, capacity), GraphVectors.Width(options.Metric, factors), options.Connections);
    }

    /// <summary>The index of a table: row i is item i.</summary>
    public static GraphIndex Build(RowMatrix vectors, VectorIndexOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(run);
        var index = new GraphIndex(vectors.Columns, options, run.Seed, vectors.Rows);
        if (options.Metric == VectorMetric.InnerProduct)
            for (int i = 0; i < vectors.Rows; i++)
                index._radius2 = Math.Max(index._radius2, GraphVectors.Norm2(vectors.Row(i)));
        lock (index._writing)
        {
            for (int i = 0; i < vectors.Rows; i++)
            {
                index.Add(i, vectors.Row(i));
                if (i % 1024 == 0)
                    run.Report("index", (double)i / vectors.Rows);
            }
            index.Encode();
        }
        return index;
    }

    /// <inheritdoc/>
    public int Count => Volatile.Read(ref _living);

    /// <inheritdoc/>
    public int Factors { get; }

    /// <inheritdoc/>
    public VectorIndexOptions Options { get; }

    /// <inheritdoc/>
    public long Bytes => Volatile.Read(ref _memory).Bytes + 4L * _nodeOf.Length;

    /// <summary>The share of vectors that were taken out or replaced and only lead the way.</summary>
    public double DeadShare => _nodes == 0 ? 0 : 1 - (double)Count / Volatile.Read(ref _nodes);

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    internal int Seed => _seed;

    /// <inheritdoc/>
    public bool Contains(int item) => NodeOf(item) >= 0;

    /// <inheritdoc/>
    public void Set(int item, ReadOnlySpan<float> vector)
    {
        GraphVectors.Check(item, vector, Factors);
        lock (_writing)
        {
            int before = NodeOf(item);
            Add(item, vector);
            if (before >= 0)
                Kill(before);
            if (Options.Quantized && int.IsPow2(_nodes) && _nodes >= FirstCapacity)
                Encode(); // the scale follows what the vectors have become
        }
    }

    /// <inheritdoc/>
    public bool Remove(int item)
    {
        lock (_writing)
        {
            int node = NodeOf(item);
            if (node < 0)
                return false;
            Volatile.Write(ref _nodeOf[item], 0);
            Kill(node);
            return true;
        }
    }

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, int breadth = 0, Predicate<int>? allow = null)
    {
        if (query.Length != Factors)
            throw new ArgumentException($"query holds {query.Length} values; expected {Factors} factors.", nameof(query));
        if (scores.Length < items.Length)
            throw new ArgumentException($"scores holds {scores.Length} places; expected {items.Length}, one for each item.", nameof(scores));
        int entry = Volatile.Read(ref _entry), living = Count;
        var memory = Volatile.Read(ref _memory); // after the entry: an entry's row is in the memory read later
        int nodes = Math.Min(Volatile.Read(ref _nodes), memory.Capacity);
        if (entry < 0 || living == 0 || items.Length == 0)
            return 0;
        if (!_scratch.TryTake(out var scratch))
            scratch = new GraphScratch();
        breadth = Math.Min(nodes, Math.Max(items.Length, breadth > 0 ? breadth : Options.SearchBreadth));
        scratch.Reserve(memory, breadth);
        GraphVectors.Query(Options.Metric, query, new Span<float>(scratch.Query, memory.Width));
        var work = new GraphQuery
        {
            Memory = memory,
            Scratch = scratch,
            Allow = allow,
            Entry = entry,
            Top = memory.Levels[entry],
            Nodes = nodes,
            Breadth = breadth,
            AnyDead = living < nodes,
        };
        SimdWidths.Run(ref work, SimdWidths.Best);
        int found = Best(memory, scratch, work.Found, items, scores);
        GC.KeepAlive(memory);
        _scratch.Add(scratch);
        return found;
    }

    /// <summary>An index of the same items without those that were taken out.</summary>
    public GraphIndex Compacted(RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        lock (_writing)
        {
            var compact = new GraphIndex(Factors, Options, _seed, _living);
            for (int node = 0; node < _nodes; node++)
                if (Options.Metric == VectorMetric.InnerProduct && _memory.Labels[node] >= 0)
                    compact._radius2 = Math.Max(compact._radius2, GraphVectors.Norm2(new ReadOnlySpan<float>(_memory.Row(node), Factors)));
            for (int node = 0; node < _nodes; node++)
            {
                if (_memory.Labels[node] >= 0)
                    compact.Add(_memory.Labels[node], new ReadOnlySpan<float>(_memory.Row(node), Factors));
                run.Report("index", (double)node / _nodes);
            }
            compact.Encode();
            return compact;
        }
    }

    /// <summary>The same graph searched over 8-bit codes; see <see cref="VectorIndexOptions.Quantized"/>.</summary>
    public GraphIndex Quantize()
    {
        lock (_writing)
        {
            var quantized = new GraphIndex(Factors, Options with { Quantized = true }, _seed);
            quantized.Restore(new(_memory.Grown(_memory.Capacity, _nodes), _nodes, _entry, _top, _radius2));
            return quantized;
        }
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (_writing)
            GraphSection.Write(writer, this, new(_memory, _nodes, _entry, _top, _radius2));
    }

    /// <summary>Takes over what a section held.</summary>
    internal void Restore(in GraphShape shape)
    {
        (_memory, _nodes, _entry, _top, _radius2) = (shape.Memory, shape.Nodes, shape.Entry, shape.Top, shape.Radius2);
        for (int node = 0; node < _nodes; node++)
            if (_memory.Labels[node] >= 0)
            {
                Name(_memory.Labels[node], node);
                _living++;
            }
        Encode();
    }

    /// <summary>Sorts the candidates by their true scores and writes the best.</summary>
    private int Best(GraphMemory memory, GraphScratch scratch, int found, Span<int> items, Span<float> scores)
    {
        var query = new ReadOnlySpan<float>(scratch.Query, Factors);
        int count = 0;
        // Where distances are exact their order is the answer's, but for inner products, whose distances lose small differences.
        int looked = memory.Codes is null && Options.Metric == VectorMetric.Euclidean ? Math.Min(found, items.Length) : found;
        for (int i = 0; i < looked; i++)
        {
            int node = NodeKey.Node(scratch.Keys[i]), item = memory.Labels[node];
            if (item < 0 || NodeOf(item) != node) // taken out, or replaced a moment ago
                continue;
            float score = GraphVectors.Score(Options.Metric, query, new ReadOnlySpan<float>(memory.Row(node), Factors));
            int place = count;
            while (place > 0 && (scores[place - 1] < score || (scores[place - 1] == score && items[place - 1] > item)))
                place--;
            if (place >= items.Length)
                continue;
            int last = Math.Min(count, items.Length - 1);
            items[place..last].CopyTo(items[(place + 1)..]);
            scores[place..last].CopyTo(scores[(place + 1)..]);
            (items[place], scores[place]) = (item, score);
            count = last + 1;
        }
        return count;
    }

    private int NodeOf(int item)
    {
        int[] nodeOf = Volatile.Read(ref _nodeOf);
        return (uint)item < (uint)nodeOf.Length ? Volatile.Read(ref nodeOf[item]) - 1 : -1;
    }

    private void Kill(int node)
    {
        Volatile.Write(ref _memory.Labels[node], -1);
        Volatile.Write(ref _living, _living - 1);
    }

    private void Add(int item, ReadOnlySpan<float> vector)
    {
        if (_nodes == _memory.Capacity)
            Grow();
        if (Options.Metric == VectorMetric.InnerProduct && GraphVectors.Norm2(vector) is var norm2 && norm2 > _radius2)
            Widen(norm2);
        var memory = _memory;
        int node = _nodes;
        GraphVectors.Row(Options.Metric, vector, _radius2, new Span<float>(memory.Row(node), memory.Width));
        memory.Labels[node] = item;
        memory.Codes?.Put(memory, node);
        int level = LevelOf(node);
        memory.Place(node, level);
        Volatile.Write(ref _nodes, node + 1);
        if (_entry >= 0)
        {
            if (!_scratch.TryTake(out var scratch))
                scratch = new GraphScratch();
            scratch.Reserve(memory, Options.BuildBreadth);
            var work = new GraphInsertion { Memory = memory, Scratch = scratch, Node = node, Entry = _entry, Top = _top, Breadth = Options.BuildBreadth };
            SimdWidths.Run(ref work, SimdWidths.Best);
            _scratch.Add(scratch);
        }
        if (_entry < 0 || level > _top)
        {
            _top = level;
            Volatile.Write(ref _entry, node);
        }
        Name(item, node);
        Volatile.Write(ref _living, _living + 1);
    }

    // P(level ≥ l) = M^(−l)
    private int LevelOf(int node) =>
        Math.Min(MostLevels, (int)(-Math.Log(1 - new RandomStream(_seed, "vector-graph", node).NextDouble()) / Math.Log(Options.Connections)));

    private void Name(int item, int node)
    {
        if (item >= _nodeOf.Length)
        {
            int[] grown = new int[Math.Max(item + 1, Math.Max(64, 2 * _nodeOf.Length))];
            _nodeOf.CopyTo(grown, 0);
            Volatile.Write(ref _nodeOf, grown);
        }
        Volatile.Write(ref _nodeOf[item], node + 1); // 0 is none
    }

    private void Grow()
    {
        var grown = _memory.Grown(checked(2 * _memory.Capacity), _nodes);
        if (_memory.Codes is not null)
            grown.Codes = new GraphCodes(grown, _nodes, Factors, Options.Metric == VectorMetric.InnerProduct);
        Volatile.Write(ref _memory, grown);
    }

    private void Encode()
    {
        if (Options.Quantized && _nodes > 0)
            _memory.Codes = new GraphCodes(_memory, _nodes, Factors, Options.Metric == VectorMetric.InnerProduct);
    }

    /// <summary>Makes room for longer vectors. Only new links know the new radius; all of them stay good neighbours.</summary>
    private void Widen(double norm2)
    {
        _radius2 = 1.5 * norm2;
        for (int node = 0; node < _nodes; node++)
            _memory.Row(node)[Factors] = GraphVectors.Rest(new ReadOnlySpan<float>(_memory.Row(node), Factors), _radius2);
    }
}
