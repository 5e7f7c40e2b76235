using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Fills objects from rows: which member comes from which column.</summary>
internal sealed class RowReader<TRow> where TRow : class
{
    private readonly List<(MemberColumn<TRow> Member, DataViewSchema.Column Column)> _pairs = [];

    public IEnumerable<DataViewSchema.Column> Columns => _pairs.Select(pair => pair.Column);

    public static RowReader<TRow> Match(DataViewSchema schema, SchemaDefinition definition, bool ignoreMissing)
    {
        var reader = new RowReader<TRow>();
        foreach (var member in MemberColumn<TRow>.Of(definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(member.Name) is not { } column)
            {
                if (ignoreMissing)
                    continue;
                throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find column '{member.Name}'");
            }
            if (!member.Fits(column.Type))
                throw new InvalidOperationException($"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.Name}' of type '{member.Type}'");
            reader._pairs.Add((member, column));
        }
        return reader;
    }

    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _pairs.ConvertAll(pair => pair.Member.Setter(row, pair.Column)).ToArray();
        return into =>
        {
            foreach (var set in setters)
                set(into);
        };
    }
}
