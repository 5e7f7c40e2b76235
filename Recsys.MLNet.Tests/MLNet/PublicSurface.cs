using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>Prints an assembly's public types and members, one a line, in the form of the committed list of ML.NET's.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(bool)] = "bool",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
    };

    public static IEnumerable<string> Lines(Assembly assembly) => assembly.GetTypes().Where(IsSeen).SelectMany(Lines);

    private static IEnumerable<string> Lines(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            yield return $"{type.Namespace}: public delegate {Name(invoke.ReturnType)} {Name(type)}({Parameters(invoke)});";
            yield break;
        }
        yield return Header(type);
        foreach (string member in Members(type))
            yield return $"{type.FullName} :: {member}";
    }

    private static string Header(Type type)
    {
        string kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Add(Name(parent));
        if (!type.IsEnum)
            bases.AddRange(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => IsSeen(i) || i.Assembly != type.Assembly).Select(Name));
        return $"{type.Namespace}: public {kind} {Name(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{(type.IsGenericTypeDefinition ? Constraints(type.GetGenericArguments()) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            yield return string.Join(", ", Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}"));
            yield break;
        }
        foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return $"{(field.IsPublic ? "public" : "protected")} {(field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""))}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? " = " + Default(field.GetRawConstantValue(), field.FieldType) : "")};";
        foreach (var constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic && IsSeen(c)))
            yield return $"{(constructor.IsPublic ? "public" : "protected")} {type.Name.Split('`')[0]}({Parameters(constructor)});";
        foreach (var property in type.GetProperties(Declared))
        {
            var (get, set) = (property.GetMethod, property.SetMethod);
            if ((IsSeen(get) ? get : IsSeen(set) ? set : null) is { } seen)
            {
                var index = property.GetIndexParameters();
                string name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(p => Name(p.ParameterType) + " " + p.Name))}]" : property.Name;
                yield return $"{Access(seen)} {Name(property.PropertyType)} {name} {{{(IsSeen(get) ? " get;" : "")}{(IsSeen(set) ? " set;" : "")} }}";
            }
        }
        foreach (var method in type.GetMethods(Declared).Where(m => IsSeen(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))))
            yield return $"{Access(method)} {Name(method.ReturnType)} {method.Name}{(method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "")}({Parameters(method)}){(method.IsGenericMethodDefinition ? Constraints(method.GetGenericArguments()) : "")};";
    }

    private static bool IsSeen(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsSeen(Type type) => type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsSeen(type.DeclaringType!));

    private static string Access(MethodBase method)
    {
        string access = (method.IsPublic ? "public" : "protected") + (method.IsStatic ? " static" : "");
        if (method.DeclaringType!.IsInterface)
            return access;
        if (method.IsAbstract)
            return access + " abstract";
        return !method.IsVirtual || method.IsFinal ? access : access + (((MethodInfo)method).GetBaseDefinition() != method ? " override" : " virtual");
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select((p, i) =>
        (i == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")
        + (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + (p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : "")
        + $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + Default(p.DefaultValue, p.ParameterType) : "")}"));

    private static string Default(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ when type.IsEnum => $"{Name(type)}.{Enum.GetName(type, value)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Constraints(Type[] parameters)
    {
        string text = "";
        foreach (var parameter in parameters)
        {
            var flags = parameter.GenericParameterAttributes;
            var constraints = new List<string>();
            if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
                constraints.Add("class");
            bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            if (isStruct)
                constraints.Add("struct");
            constraints.AddRange(parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Name));
            if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
                constraints.Add("new()");
            if (constraints.Count > 0)
                text += $" where {parameter.Name} : {string.Join(", ", constraints)}";
        }
        return text;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        var arguments = type.GetGenericArguments();
        int outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string own = type.Name.Split('`')[0] + (arguments.Length > outer ? $"<{string.Join(", ", arguments.Skip(outer).Select(Name))}>" : "");
        if (!type.IsNested)
            return own;
        var around = type.DeclaringType!;
        return $"{(around.IsNested ? Name(around) : around.Name.Split('`')[0] + (outer > 0 ? $"<{string.Join(", ", arguments.Take(outer).Select(Name))}>" : ""))}.{own}";
    }
}
