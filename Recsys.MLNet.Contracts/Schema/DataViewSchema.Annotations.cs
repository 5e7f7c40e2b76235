namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known of a column beside its type, such as the texts behind its keys.</summary>
    public sealed partial class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters) => (Schema, _getters) = (schema, getters);

        public DataViewSchema Schema { get; }
        public static Annotations Empty { get; } = new Builder().ToAnnotations();

        public ValueGetter<TValue> GetGetter<TValue>(Column column) =>
            _getters[Schema.Check(column)] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Annotation '{column.Name}' is a {column.Type}; {typeof(TValue)} was asked for");

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            var column = Schema.GetColumnOrNull(kind) ?? throw new InvalidOperationException("Invalid call to GetValue");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));
    }
}
