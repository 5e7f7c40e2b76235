using System.Reflection;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>One key that a section of the configuration knows, and where its value goes.</summary>
/// <param name="Key">The key as configurations write it.</param>
/// <param name="Property">The property of the options record.</param>
/// <param name="Through">The inlined property that holds that record, or null.</param>
internal sealed record OptionMember(string Key, PropertyInfo Property, PropertyInfo? Through)
{
    /// <summary>The keys of a record, inlined ones included. What no configuration can write, such as a delegate or a trainer, is no key.</summary>
    /// <param name="type">The record.</param>
    /// <param name="section">The property that holds it, whose attributes hide and inline members; or null.</param>
    public static IReadOnlyList<OptionMember> Of(Type type, PropertyInfo? section = null)
    {
        var hidden = section?.GetCustomAttribute<HiddenAttribute>()?.Names ?? [];
        var inline = section?.GetCustomAttribute<InlineAttribute>()?.Names ?? [];
        var members = new List<OptionMember>();
        foreach (var property in Settable(type).Where(p => !hidden.Contains(p.Name)))
        {
            if (!inline.Contains(property.Name))
                members.Add(new(Camel(property.Name), property, null));
            else
                members.AddRange(Settable(property.PropertyType).Select(p => new OptionMember(Camel(p.Name), p, property)));
        }
        return members;
    }

    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Element type of a list property's type, or null.</summary>
    public static Type? ElementOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>Value type of a dictionary by name, or null.</summary>
    public static Type? ValueOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && CanWrite(p.PropertyType)).OrderBy(p => p.MetadataToken);

    private static bool CanWrite(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Yaml.YamlScalar.Is(type) || type == typeof(ComponentUse) || type == typeof(Training.ModelUse)
            || (ElementOf(type) is { } element && CanWrite(element)) || (ValueOf(type) is { } value && CanWrite(value))
            || (type.IsClass && !type.IsAbstract && type.Namespace?.StartsWith("Recsys.MLNet", StringComparison.Ordinal) == true && type.GetMethod("<Clone>$") is not null)
            || (type.IsClass && !type.IsAbstract && typeof(IValidatedOptions).IsAssignableFrom(type));
    }
}
