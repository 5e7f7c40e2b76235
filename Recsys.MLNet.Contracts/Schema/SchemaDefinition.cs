using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How the members of a class become columns.</summary>
public sealed partial class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition() { }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName) ?? throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found");
        set
        {
            int place = FindIndex(column => column.ColumnName == columnName);
            if (place >= 0)
                this[place] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        var definition = new SchemaDefinition();
        foreach (var member in ColumnsOf(userType, direction))
        {
            if (definition.Exists(column => column.ColumnName == NameOf(member)))
                throw new ArgumentException($"Duplicate column name '{NameOf(member)}' detected", nameof(userType));
            definition.Add(new Column(member.Name, NameOf(member), MemberTypes.TypeOf(member)));
        }
        return definition;
    }

    private static IEnumerable<MemberInfo> ColumnsOf(Type type, Direction direction)
    {
        const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> fields = type.GetFields(Instance).Where(field => !field.IsInitOnly && !field.IsLiteral);
        IEnumerable<MemberInfo> properties = type.GetProperties(Instance).Where(property => property.GetIndexParameters().Length == 0
            && (((direction & Direction.Read) != 0 && property.GetGetMethod() is not null) || ((direction & Direction.Write) != 0 && property.GetSetMethod() is not null)));
        return fields.Concat(properties).Where(member => !member.IsDefined(typeof(NoColumnAttribute)));
    }

    private static string NameOf(MemberInfo member) => member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
}
