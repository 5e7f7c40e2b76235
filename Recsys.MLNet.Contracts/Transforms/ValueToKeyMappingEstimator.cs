using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Numbers the different texts of a column.</summary>
public sealed partial class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly string _output, _input;
    private readonly int _most;
    private readonly KeyOrdinality _order;

    internal ValueToKeyMappingEstimator(string output, string input, int most, KeyOrdinality order) => (_output, _input, _most, _order) = (output, input, most, order);

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        var column = input.Schema.GetColumnOrNull(_input) ?? throw new ArgumentOutOfRangeException(nameof(input), $"Could not find input column '{_input}'");
        ValueToKeyMappingTransformer.Check(column);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<string>();
        using var cursor = input.GetRowCursor([column]);
        var (getter, text) = (cursor.GetGetter<ReadOnlyMemory<char>>(column), default(ReadOnlyMemory<char>));
        while (cursor.MoveNext() && texts.Count < _most)
        {
            getter(ref text);
            if (!text.IsEmpty && seen.Add(text.ToString()))
                texts.Add(text.ToString());
        }
        if (_order == KeyOrdinality.ByValue)
            texts.Sort(StringComparer.Ordinal);
        return new(_output, _input, [.. texts]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var source = inputSchema.Find(_input);
        var values = new DataViewSchema.Builder();
        values.AddColumn("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 1));
        return inputSchema.With([new(_output, source.Kind, NumberDataViewType.UInt32, true, SchemaShape.Of(values.ToSchema()))]);
    }

    /// <summary>In which order keys are given out.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }
}
