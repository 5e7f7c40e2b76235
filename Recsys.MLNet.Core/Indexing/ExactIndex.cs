using System.Collections.Concurrent;
using System.Text.Json;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Indexing;

/// <summary>Looks at every vector, in blocks: exact in single precision, nearly so over 8-bit codes with the best scored again.</summary>
public sealed class ExactIndex : IVectorIndex
{
    internal const string SectionKind = "vector-rows";

    private readonly Lock _writing = new();
    private readonly ConcurrentBag<ExactScratch> _scratch = [];
    private readonly Dictionary<int, int> _rowOf = [];
    private ExactRows _rows;

    /// <summary>An empty index.</summary>
    public ExactIndex(int factors, VectorIndexOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factors, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        (Factors, Options) = (factors, options);
        _rows = ExactRows.Empty(options, factors);
    }

    /// <summary>The index of a table: row i is item i.</summary>
    public static ExactIndex Build(RowMatrix vectors, VectorIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var index = new ExactIndex(vectors.Columns, options);
        for (int i = 0; i < vectors.Rows; i++)
        {
            GraphVectors.Check(i, vectors.Row(i), vectors.Columns);
            index._rowOf[i] = i;
            index._rows = index._rows.With(i, vectors.Row(i));
        }
        index._rows = index._rows.Blocked();
        return index;
    }

    /// <inheritdoc/>
    public int Count => Volatile.Read(ref _rows) is var rows ? rows.Count - rows.Dead : 0;

    /// <inheritdoc/>
    public int Factors { get; }

    /// <inheritdoc/>
    public VectorIndexOptions Options { get; }

    /// <inheritdoc/>
    public long Bytes => Volatile.Read(ref _rows).Bytes + 24L * Count;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public bool Contains(int item)
    {
        lock (_writing)
            return _rowOf.ContainsKey(item);
    }

    /// <inheritdoc/>
    public void Set(int item, ReadOnlySpan<float> vector)
    {
        GraphVectors.Check(item, vector, Factors);
        lock (_writing)
        {
            var rows = _rows;
            if (_rowOf.TryGetValue(item, out int row))
                rows = rows.Without(row);
            _rowOf[item] = rows.Count;
            Publish(rows.With(item, vector));
        }
    }

    /// <inheritdoc/>
    public bool Remove(int item)
    {
        lock (_writing)
        {
            if (!_rowOf.Remove(item, out int row))
                return false;
            Publish(_rows.Without(row));
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
        var rows = Volatile.Read(ref _rows);
        if (rows.Count == 0 || items.Length == 0)
            return 0;
        if (!_scratch.TryTake(out var scratch))
            scratch = new ExactScratch();
        int found = rows.Search(query, items, scores, allow, scratch);
        _scratch.Add(scratch);
        return found;
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (_writing)
        {
            writer.Write(JsonSerializer.Serialize(Options));
            writer.Write(Factors);
            writer.Write(Count);
            for (int row = 0; row < _rows.Count; row++)
                if (_rows.ItemOf(row) is >= 0 and var item)
                {
                    writer.Write(item);
                    writer.Write(_rows.Vector(row));
                }
        }
    }

    internal static ExactIndex Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        try
        {
            var options = JsonSerializer.Deserialize<VectorIndexOptions>(reader.ReadString()) ?? throw new JsonException("it has no options");
            var index = new ExactIndex(reader.ReadInt(), options);
            int count = reader.ReadInt();
            for (int i = 0; i < count; i++)
            {
                int item = reader.ReadInt();
                float[] vector = reader.ReadArray<float>();
                GraphVectors.Check(item, vector, index.Factors);
                index._rowOf.Add(item, i);
                index._rows = index._rows.With(item, vector);
            }
            index._rows = index._rows.Blocked();
            return index;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or OverflowException)
        {
            throw new ModelFormatException($"The section '{SectionKind}' contradicts itself: {e.Message} The file is damaged; build the index again.", e);
        }
    }

    private void Publish(ExactRows rows)
    {
        if (rows.WantsBlocks)
        {
            rows = rows.Blocked();
            for (int row = 0; row < rows.Count; row++)
                _rowOf[rows.ItemOf(row)] = row;
        }
        Volatile.Write(ref _rows, rows);
    }
}
