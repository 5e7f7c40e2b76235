using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace Recsys.MLNet.Extensibility;

/// <summary>A known component: a class, its name, and the record of its options.</summary>
public sealed class ComponentDefinition
{
    private readonly ConstructorInfo? _constructor;

    internal ComponentDefinition(ComponentKind kind, string name, Type type)
    {
        (Kind, Name, Type) = (kind, name, type);
        if (kind == ComponentKind.Model)
            return;
        _constructor = type.GetConstructors().Where(c => c.GetParameters().All(Fills)).MaxBy(c => c.GetParameters().Length)
            ?? throw new ArgumentException($"{type.FullName} has no public constructor that a configuration can call; its parameters may be one options record (IValidatedOptions, all with defaults), the name of the use (string) and the ComponentUse itself.");
        OptionsType = _constructor.GetParameters().Select(p => p.ParameterType).FirstOrDefault(IsOptions);
    }

    /// <summary>Its place.</summary>
    public ComponentKind Kind { get; }

    /// <summary>Its name in configurations and packages.</summary>
    public string Name { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>The record of its options, or null when it has none.</summary>
    public Type? OptionsType { get; }

    /// <summary>Whether it comes with the product.</summary>
    public bool IsBuiltIn => Type.Assembly == typeof(ComponentDefinition).Assembly;

    /// <summary>The options of a use, defaults where it says nothing.</summary>
    /// <exception cref="ArgumentException">An option is not known, of the wrong type, or not valid; all of it in one message.</exception>
    public IValidatedOptions? OptionsOf(ComponentUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        string what = $"{Kind.ToString().ToLowerInvariant()} '{use.Called}' ({Name})";
        if (OptionsType is null)
            return use.Options.Count == 0 ? null : throw new ArgumentException($"The {what} has no options, but is given {string.Join(", ", use.Options.Select(o => o.Key))}. Remove them.");
        try
        {
            var options = (IValidatedOptions)use.Options.Deserialize(OptionsType, ComponentUse.Json)!;
            var problems = options.Problems();
            return problems.Count == 0 ? options : throw new ArgumentException($"The {what}: {string.Join("; ", problems.Select(p => $"{p.Option} {p.Message}"))}");
        }
        catch (JsonException failure)
        {
            throw new ArgumentException($"The options of the {what} cannot be read: {failure.Message}", failure);
        }
    }

    internal object Create(ComponentUse use)
    {
        var options = OptionsOf(use);
        try
        {
            return _constructor!.Invoke([.. _constructor.GetParameters().Select(p => IsOptions(p.ParameterType) ? options : p.ParameterType == typeof(string) ? use.Called : (object)use)]);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is ArgumentException inner)
        {
            throw new ArgumentException($"The {Kind.ToString().ToLowerInvariant()} '{use.Called}' ({Name}) cannot be made: {inner.Message}", inner);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner); // a missing or damaged file says so itself
            throw;
        }
    }

    private static bool Fills(ParameterInfo parameter) => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(ComponentUse) || IsOptions(parameter.ParameterType);

    private static bool IsOptions(Type type) => typeof(IValidatedOptions).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null;
}
