namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>One member and the column it becomes.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();

        internal Column(string memberName, string columnName, DataViewType columnType) => (MemberName, ColumnName, ColumnType) = (memberName, columnName, columnType);

        public string MemberName { get; }
        public string ColumnName { get; set; }
        public DataViewType ColumnType { get; set; }
        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType) =>
            _annotations.Add(kind, annotationType, (ValueGetter<T>)((ref T into) => into = value));
    }
}
