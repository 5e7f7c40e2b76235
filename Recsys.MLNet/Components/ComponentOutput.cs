using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>A column that a component adds.</summary>
public sealed record ComponentOutput
{
    private ComponentOutput(string column, DataViewType type, bool isByRow) => (Column, Type, IsByRow) = (column, type, isByRow);

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>Its type.</summary>
    public DataViewType Type { get; }

    /// <summary>The texts behind its keys, in the order of the keys, or empty.</summary>
    public IReadOnlyList<string> KeyValues { get; init; } = [];

    /// <summary>The names of a vector's places, or empty.</summary>
    public IReadOnlyList<string> SlotNames { get; init; } = [];

    /// <summary>Whether values are given row by row with <see cref="RowBatch.SetRow{T}"/> instead of into one span.</summary>
    internal bool IsByRow { get; }

    /// <summary>A number: <c>Span&lt;float&gt;</c> of one a row.</summary>
    public static ComponentOutput Number(string column) => new(column, NumberDataViewType.Single, false);

    /// <summary>A vector of a fixed size: <c>Span&lt;float&gt;</c> of that many a row.</summary>
    public static ComponentOutput Vector(string column, int size) => new(column, new VectorDataViewType(NumberDataViewType.Single, size), false);

    /// <summary>A vector of a fixed size that is mostly zero, given by <see cref="RowBatch.SetRow{T}"/>.</summary>
    public static ComponentOutput SparseVector(string column, int size) => new(column, new VectorDataViewType(NumberDataViewType.Single, size), true);

    /// <summary>A vector whose length varies, given by <see cref="RowBatch.SetRow{T}"/>.</summary>
    public static ComponentOutput Numbers(string column) => new(column, new VectorDataViewType(NumberDataViewType.Single, 0), true);

    /// <summary>A text: <c>Span&lt;ReadOnlyMemory&lt;char&gt;&gt;</c> of one a row.</summary>
    public static ComponentOutput Text(string column) => new(column, TextDataViewType.Instance, false);

    /// <summary>Texts whose number varies, given by <see cref="RowBatch.SetRow{T}"/>.</summary>
    public static ComponentOutput Texts(string column) => new(column, new VectorDataViewType(TextDataViewType.Instance, 0), true);

    /// <summary>A key over the given texts: <c>Span&lt;uint&gt;</c> of raw values, 0 for missing.</summary>
    public static ComponentOutput Key(string column, IReadOnlyList<string> keyValues)
    {
        ArgumentNullException.ThrowIfNull(keyValues);
        return new(column, new KeyDataViewType(typeof(uint), Math.Max(1, keyValues.Count)), false) { KeyValues = keyValues };
    }
}
