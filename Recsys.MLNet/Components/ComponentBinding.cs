using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>A component met with a schema: the columns checked, the output schema made.</summary>
internal sealed class ComponentBinding
{
    private readonly DataViewSchema.Column[] _sources;

    public ComponentBinding(RowComponent component, DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (Component, Input) = (component, input);
        _sources = [.. component.Inputs.Where(wanted => !wanted.IsOptional || input.GetColumnOrNull(wanted.Column) is not null).Select(wanted => Find(component.Kind, input, wanted))];
        Added = component.Outputs(input);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        foreach (var output in Added)
            schema.AddColumn(output.Column, output.Type, Annotations(output));
        Output = schema.ToSchema();
    }

    public RowComponent Component { get; }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public IReadOnlyList<ComponentOutput> Added { get; }

    /// <summary>Input columns that the wanted columns of the output schema rest on.</summary>
    public List<DataViewSchema.Column> Needs(IReadOnlyCollection<DataViewSchema.Column> wanted)
    {
        var needed = wanted.Where(column => column.Index < Input.Count).Select(column => Input[column.Index]);
        return [.. (Asks(wanted) ? needed.Concat(_sources) : needed).DistinctBy(column => column.Index)];
    }

    /// <summary>Whether any wanted column is one of ours.</summary>
    public bool Asks(IEnumerable<DataViewSchema.Column> wanted) => wanted.Any(column => column.Index >= Input.Count);

    public RowBatch Batch(DataViewRow source) => new(source, Component.Inputs, Added, Component.Compute);

    /// <summary>The column of an input, checked.</summary>
    public static DataViewSchema.Column Find(string component, DataViewSchema schema, ComponentInput wanted)
    {
        if (schema.GetColumnOrNull(wanted.Column) is not { } column)
            throw ColumnProblem.Missing(wanted, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        var vector = column.Type as VectorDataViewType;
        var item = vector?.ItemType ?? column.Type;
        return wanted.Accepts(vector is not null, item, item is KeyDataViewType) ? column : throw ColumnProblem.WrongType(wanted, column.Type.ToString()!, component);
    }

    private static DataViewSchema.Annotations? Annotations(ComponentOutput output)
    {
        if (output.KeyValues.Count == 0 && output.SlotNames.Count == 0)
            return null;
        var annotations = new DataViewSchema.Annotations.Builder();
        Add(KeyTexts.Annotation, output.KeyValues);
        Add("SlotNames", output.SlotNames);
        return annotations.ToAnnotations();

        void Add(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count > 0)
                annotations.Add(name, new VectorDataViewType(TextDataViewType.Instance, texts.Count),
                    (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(texts.Count, [.. texts.Select(text => text.AsMemory())]));
        }
    }
}
