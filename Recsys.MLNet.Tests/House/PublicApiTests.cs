using System.Reflection;
using System.Text;

namespace Recsys.MLNet.Tests.House;

/// <summary>What users can compile against does not change by accident.</summary>
[TestFixture]
public sealed class PublicApiTests
{
    [TestCaseSource(nameof(Assemblies))]
    public void The_public_surface_is_the_committed_one(string assembly)
    {
        string surface = PublicApi.Print(Assembly.Load(assembly));
        Repository.IsAsCommitted(Path.Combine("Recsys.MLNet.Tests", "House", "PublicApi", assembly + ".txt"), surface);
    }

    private static string[] Assemblies() => Repository.Products;
}

/// <summary>Prints an assembly's public types and members, one a line, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes())
        {
            string name = Name(type);
            string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
                : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
            lines.Add($"{name} : {kind}");
            lines.AddRange(type.GetMembers(Declared).Where(IsSurface).Select(m => $"{name}.{Text(m)}"));
        }
        lines.Sort(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines.Distinct()).Append('\n').ToString();
    }

    private static bool IsSurface(MemberInfo member)
    {
        if (member.Name.Contains('<', StringComparison.Ordinal))
            return false; // compiler-generated
        return member switch
        {
            MethodInfo m => Seen(m) && !(m.IsSpecialName && !m.Name.StartsWith("op_", StringComparison.Ordinal)) && m.Name is not ("PrintMembers" or "<Clone>$"),
            ConstructorInfo c => Seen(c),
            PropertyInfo p => p.Name != "EqualityContract" && p.GetAccessors(nonPublic: true).Any(Seen),
            FieldInfo f => f.IsPublic || f.IsFamily,
            EventInfo e => Seen(e.AddMethod!),
            _ => false,
        };
    }

    private static bool Seen(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    private static string Text(MemberInfo member) => member switch
    {
        MethodInfo m => $"{m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "")}({Parameters(m)}) : {Name(m.ReturnType)}",
        ConstructorInfo c => $"new({Parameters(c)})",
        PropertyInfo p => $"{p.Name} {{ {(p.GetMethod is { } g && Seen(g) ? "get; " : "")}{(p.SetMethod is { } s && Seen(s) ? IsInit(s) ? "init; " : "set; " : "")}}} : {Name(p.PropertyType)}",
        FieldInfo f => $"{f.Name} : {Name(f.FieldType)}{(f.IsLiteral ? " = " + f.GetRawConstantValue() : "")}",
        EventInfo e => $"event {e.Name} : {Name(e.EventHandlerType!)}",
        _ => member.Name,
    };

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(t => t.Name == "IsExternalInit");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        string own = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
            return own;
        int tick = own.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? own : own[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
