using Microsoft.ML.Data;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Components;

/// <summary>A column that a component reads, and as what.</summary>
/// <remarks>Made by the factory methods; each names what <see cref="RowBatch.Column{T}"/> and <see cref="RowBatch.Row{T}"/> then give.</remarks>
public sealed record ComponentInput
{
    private ComponentInput(string column, InputKind kind, Vocabulary? vocabulary = null, bool grows = false) =>
        (Column, Kind, Vocabulary, Grows) = (column, kind, vocabulary, grows);

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>What it is read as.</summary>
    public InputKind Kind { get; }

    /// <summary>Whether the column may be missing; then <see cref="RowBatch.Has"/> is false for it. Default false.</summary>
    public bool IsOptional { get; init; }

    internal Vocabulary? Vocabulary { get; }

    internal bool Grows { get; }

    /// <summary>One text a row: <c>ReadOnlyMemory&lt;char&gt;</c>.</summary>
    public static ComponentInput Text(string column) => new(column, InputKind.Text);

    /// <summary>Any number of texts a row: <c>ReadOnlyMemory&lt;char&gt;</c>.</summary>
    public static ComponentInput Texts(string column) => new(column, InputKind.Texts);

    /// <summary>One number or truth value a row, of any numeric type: <c>float</c>.</summary>
    public static ComponentInput Number(string column) => new(column, InputKind.Number);

    /// <summary>A vector of numbers a row, dense or sparse: <c>float</c>.</summary>
    public static ComponentInput Vector(string column) => new(column, InputKind.Vector);

    /// <summary>One whole number a row; a date counts as Unix milliseconds: <c>long</c>.</summary>
    public static ComponentInput Whole(string column) => new(column, InputKind.Whole);

    /// <summary>Any number of whole numbers a row: <c>long</c>.</summary>
    public static ComponentInput Wholes(string column) => new(column, InputKind.Wholes);

    /// <summary>One id a row, as its number in a vocabulary or −1: <c>int</c>. The column holds texts, keys or whole numbers.</summary>
    /// <remarks>A key with key values stands for its text; one without for its 0-based number, as does a whole number.</remarks>
    /// <param name="column">The column's name.</param>
    /// <param name="vocabulary">The vocabulary that gives the numbers.</param>
    /// <param name="grows">Whether ids not in it are added: for fitting, on one thread.</param>
    public static ComponentInput Id(string column, Vocabulary vocabulary, bool grows = false) => new(column, InputKind.Id, vocabulary, grows);

    /// <summary>Any number of ids a row, as their numbers in a vocabulary or −1: <c>int</c>.</summary>
    /// <inheritdoc cref="Id"/>
    public static ComponentInput Ids(string column, Vocabulary vocabulary, bool grows = false) => new(column, InputKind.Ids, vocabulary, grows);

    internal bool IsVector => Kind is InputKind.Texts or InputKind.Vector or InputKind.Wholes or InputKind.Ids;

    internal bool Accepts(bool isVector, DataViewType item, bool isKey) => isVector == IsVector && Kind switch
    {
        InputKind.Text or InputKind.Texts => item is TextDataViewType,
        InputKind.Number or InputKind.Vector => !isKey && item is NumberDataViewType or BooleanDataViewType,
        InputKind.Whole or InputKind.Wholes => !isKey && (IsWhole(item) || item is DateTimeDataViewType),
        _ => isKey || item is TextDataViewType || IsWhole(item),
    };

    internal string Wanted => Kind switch
    {
        InputKind.Text => "a text",
        InputKind.Texts => "a vector of texts",
        InputKind.Number => "a number",
        InputKind.Vector => "a vector of numbers",
        InputKind.Whole => "a whole number or a date",
        InputKind.Wholes => "a vector of whole numbers",
        InputKind.Id => "an id: a text, a key or a whole number",
        _ => "a vector of ids: texts, keys or whole numbers",
    };

    private static bool IsWhole(DataViewType item) => item is NumberDataViewType && item != NumberDataViewType.Single && item != NumberDataViewType.Double;
}
