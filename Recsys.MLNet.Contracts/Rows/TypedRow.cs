using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A row over an object's members: the input of a prediction engine, and of custom mappings' results.</summary>
internal sealed class TypedRow<TRow>(MemberColumn<TRow>[] members, DataViewSchema schema, Holder<TRow> current) : DataViewRow where TRow : class
{
    private long _position = -1;

    public override long Position => _position;
    public override long Batch => 0;
    public override DataViewSchema Schema => schema;
    public override bool IsColumnActive(DataViewSchema.Column column) => schema.Check(column) >= 0;
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(members[schema.Check(column)].Getter(current), column);
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)_position, 0);

    public void Set(TRow row)
    {
        current.Value = row;
        _position++;
    }
}
