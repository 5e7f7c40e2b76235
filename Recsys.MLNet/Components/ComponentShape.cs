using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>What an estimator of ours promises before it has seen data: its inputs checked, its outputs added.</summary>
/// <remarks>
/// <see cref="SchemaShape.Column"/> cannot be constructed outside ML.NET, but a stock estimator promises any column one asks of
/// it: a custom mapping whose output class has that column.
/// </remarks>
public static class ComponentShape
{
    private static readonly MLContext Context = new();
    private static readonly ConcurrentDictionary<(string, DataViewType, bool, bool), SchemaShape.Column> Columns = new();

    /// <summary>The shape after a component; sizes of vectors do not matter, only whether they are known.</summary>
    /// <exception cref="SchemaMismatchException">An input is not there or of the wrong type.</exception>
    public static SchemaShape After(SchemaShape input, string component, IEnumerable<ComponentInput> inputs, params ReadOnlySpan<ComponentOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var wanted in inputs)
            Check(input, wanted, component);
        var byName = new Dictionary<string, SchemaShape.Column>(StringComparer.Ordinal);
        foreach (var column in input)
            byName[column.Name] = column;
        foreach (var output in outputs)
            byName[output.Column] = Columns.GetOrAdd((output.Column, output.Type, output.KeyValues.Count > 0, output.SlotNames.Count > 0), _ => Promise(output));
        return new(byName.Values);
    }

    private static void Check(SchemaShape shape, ComponentInput wanted, string component)
    {
        foreach (var column in shape)
        {
            if (column.Name != wanted.Column)
                continue;
            if (!wanted.Accepts(column.Kind != SchemaShape.Column.VectorKind.Scalar, column.ItemType, column.IsKey))
                throw ColumnProblem.WrongType(wanted, $"{column.Kind} of {(column.IsKey ? "key " : "")}{column.ItemType}", component);
            return;
        }
        if (wanted.IsOptional)
            return;
        throw ColumnProblem.Missing(wanted, shape.Select(column => column.Name));
    }

    private static SchemaShape.Column Promise(ComponentOutput output) => RawType.Call<SchemaShape.Column>(Promise<int>, output.Type.RawType, output);

    private static SchemaShape.Column Promise<T>(ComponentOutput output)
    {
        var definition = SchemaDefinition.Create(typeof(Holder<T>));
        definition[0].ColumnName = output.Column;
        definition[0].ColumnType = output.Type;
        Annotate(KeyTexts.Annotation, output.KeyValues);
        Annotate("SlotNames", output.SlotNames);
        return Context.Transforms.CustomMapping<Nothing, Holder<T>>((_, _) => { }, null, null, definition).GetOutputSchema(new SchemaShape([])).Single();

        void Annotate(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count > 0)
                definition[0].AddAnnotation(name, default(VBuffer<ReadOnlyMemory<char>>), new VectorDataViewType(TextDataViewType.Instance, texts.Count));
        }
    }

    private sealed class Nothing;

    private sealed class Holder<T>
    {
        public T Value { get; set; } = default!;
    }
}
