using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Which column type a member of a class has.</summary>
internal static class MemberTypes
{
    public static Type ValueTypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static DataViewType TypeOf(MemberInfo member)
    {
        var declared = ValueTypeOf(member);
        var item = ItemOf(declared);
        var type = DataViewType.Of(item) as PrimitiveDataViewType
            ?? throw new ArgumentOutOfRangeException(nameof(member), $"Could not determine an IDataView type for member {member.Name} of type {declared}");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
            type = new KeyDataViewType(item, key.Count ?? KeyDataViewType.Largest(item) - 1);
        if (!IsVector(declared))
            return type;
        return new VectorDataViewType(type, member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions ?? [0]);
    }

    public static bool IsVector(Type declared) => declared.IsArray || (declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(VBuffer<>));

    public static Type ItemOf(Type declared) => declared.IsArray ? declared.GetElementType() : IsVector(declared) ? declared.GetGenericArguments()[0] : declared;
}
