using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Turns the fields of items into sparse vectors of length 1: one column for each category value, text term, and number of a vector.</summary>
/// <remarks>
/// A text field of few distinct values (category, brand) is one column a value and a list of texts one a member; other texts become terms,
/// weighted by how rare they are. Every kind of evidence an item has (field) gets an equal share of its squared length.
/// </remarks>
public sealed class ItemFeatures
{
    private readonly Dictionary<string, int> _columns;
    private readonly float[] _rarity;
    private readonly HashSet<string> _asTerms;

    private ItemFeatures(Dictionary<string, int> columns, float[] rarity, HashSet<string> asTerms) => (_columns, _rarity, _asTerms) = (columns, rarity, asTerms);

    /// <summary>Number of columns.</summary>
    public int Count => _rarity.Length;

    /// <summary>Learns the columns from a catalogue; what occurs on fewer than <paramref name="fewest"/> items has none.</summary>
    /// <param name="catalogue">The items.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="fields">Fields to use; empty for all texts and vectors.</param>
    /// <param name="fewest">Items a value must occur on.</param>
    public static ItemFeatures Learn(Catalogue catalogue, int items, IReadOnlyCollection<string> fields, int fewest)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(fields);
        var distinct = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var filled = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < items; i++)
        {
            foreach (var field in catalogue.FieldsOf(i))
            {
                if (field.Value.Text is not { } text)
                    continue;
                (distinct.TryGetValue(field.Name, out var values) ? values : distinct[field.Name] = new(StringComparer.Ordinal)).Add(text);
                filled[field.Name] = filled.GetValueOrDefault(field.Name) + 1;
            }
        }
        // A field whose values mostly differ from item to item is prose, not a category.
        var asTerms = distinct.Where(d => d.Value.Count * 2 > filled[d.Key]).Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < items; i++)
        {
            seen.Clear();
            foreach (var field in Wanted(catalogue.FieldsOf(i), fields))
                Names(field, asTerms, (name, _) => seen.Add(name));
            foreach (string name in seen)
                counts[name] = counts.GetValueOrDefault(name) + 1;
        }
        var kept = counts.Where(c => c.Value >= fewest).Select(c => c.Key).Order(StringComparer.Ordinal).ToArray();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in kept)
            columns.Add(name, columns.Count);
        return new(columns, Array.ConvertAll(kept, name => MathF.Log((items + 1f) / counts[name])), asTerms) { Fields = [.. fields] };
    }

    private string[] Fields { get; init; } = [];

    /// <summary>The columns and values of one item; empty when nothing is known.</summary>
    public (int[] Columns, float[] Values) Of(IReadOnlyList<Field> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var sums = new SortedDictionary<int, float>();
        var part = new Dictionary<int, float>();
        foreach (var field in Wanted(item, Fields))
        {
            part.Clear();
            Names(field, _asTerms, (name, value) =>
            {
                if (_columns.TryGetValue(name, out int column))
                    part[column] = part.GetValueOrDefault(column) + value * (field.Value.Kind == FieldKind.Numbers ? 1 : _rarity[column]);
            });
            float length = MathF.Sqrt(part.Values.Sum(v => v * v));
            if (length > 0)
                foreach (var (column, value) in part)
                    sums[column] = sums.GetValueOrDefault(column) + value / length;
        }
        float whole = MathF.Sqrt(sums.Values.Sum(v => v * v));
        return ([.. sums.Keys], [.. sums.Values.Select(v => v / whole)]);
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write([.. _columns.OrderBy(c => c.Value).Select(c => c.Key)]);
        writer.Write<float>(_rarity);
        writer.Write([.. _asTerms.Order(StringComparer.Ordinal)]);
        writer.Write(Fields);
    }

    internal static ItemFeatures Read(SectionReader reader)
    {
        string[] names = reader.ReadStrings();
        float[] rarity = reader.ReadArray<float>();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
            columns[name] = columns.Count;
        if (columns.Count != rarity.Length)
            throw new ModelFormatException($"Item features name {columns.Count} columns but weigh {rarity.Length}. The file is damaged; save or download it again.");
        return new(columns, rarity, reader.ReadStrings().ToHashSet(StringComparer.Ordinal)) { Fields = reader.ReadStrings() };
    }

    private static IEnumerable<Field> Wanted(IReadOnlyList<Field> item, IReadOnlyCollection<string> fields) =>
        item.Where(f => (fields.Count == 0 || fields.Contains(f.Name)) && f.Value.Kind is FieldKind.Text or FieldKind.Texts or FieldKind.Numbers);

    private static void Names(Field field, HashSet<string> asTerms, Action<string, float> add)
    {
        switch (field.Value.Kind)
        {
            case FieldKind.Numbers:
                for (int n = 0; n < field.Value.Numbers.Count; n++)
                    add($"{field.Name}#{n}", (float)field.Value.Numbers[n]);
                break;
            case FieldKind.Text when asTerms.Contains(field.Name):
                TextTerms.Split(field.Value.Text!, term => add($"{field.Name}~{term}", 1));
                break;
            default:
                foreach (string value in field.Value.Texts)
                    add($"{field.Name}={value}", 1);
                break;
        }
    }
}
