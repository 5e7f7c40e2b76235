using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class SchemaShape
{
    /// <summary>One promised column. Only stock estimators can make one.</summary>
    public partial struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape annotations) =>
            (Name, Kind, ItemType, IsKey, Annotations) = (name, kind, itemType, isKey, annotations);

        internal static Column Of(DataViewSchema.Column column) => Of(column.Name, column.Type, column.Annotations.Schema);

        internal static Column Of(string name, DataViewType type, DataViewSchema annotations)
        {
            var vector = type as VectorDataViewType;
            var kind = vector is null ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            DataViewType item = vector?.ItemType ?? type;
            bool isKey = item is KeyDataViewType;
            if (isKey)
                item = NumberDataViewType.Find(item.RawType); // a shape knows keys by a flag; their item type is the plain number
            return new(name, kind, item, isKey, new SchemaShape(annotations.Select(Of)));
        }
    }
}
