using System.Collections.Concurrent;
using System.Reflection;
using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Extensibility;

/// <summary>The components that configurations and packages may name: those of the product and those that were registered.</summary>
/// <remarks>
/// A component is one class that implements one interface (<see cref="ComponentKind"/>) and is registered once: marked with
/// <see cref="RecsysComponentAttribute"/> in an assembly that is added here, or given by <see cref="Register{TComponent}"/>.
/// A package never loads code by itself: it names what it needs, and the process must know it.
/// </remarks>
public sealed class ComponentRegistry
{
    private static readonly (ComponentKind Kind, Type Interface)[] Interfaces =
    [
        (ComponentKind.Feature, typeof(IFeature)), (ComponentKind.Source, typeof(ICandidateSource)), (ComponentKind.Reranker, typeof(IReranker)),
        (ComponentKind.Encoder, typeof(ITextEncoder)), (ComponentKind.Trainer, typeof(IItemScorerTrainer)), (ComponentKind.Events, typeof(IEventSource)),
        (ComponentKind.Metric, typeof(IListMetric)), (ComponentKind.Model, typeof(ISavedModel)),
    ];

    private readonly ConcurrentDictionary<(ComponentKind Kind, string Name), ComponentDefinition> _known = new();

    /// <summary>A registry of the product's own components.</summary>
    public ComponentRegistry() => Add(typeof(ComponentRegistry).Assembly);

    /// <summary>The one that is meant where none is named.</summary>
    public static ComponentRegistry Shared { get; } = new();

    /// <summary>Every component, by kind and name.</summary>
    public IReadOnlyList<ComponentDefinition> All => [.. _known.Values.OrderBy(d => d.Kind).ThenBy(d => d.Name, StringComparer.Ordinal)];

    /// <summary>Registers a class; naming it again replaces it.</summary>
    /// <param name="name">Its name; null takes that of its <see cref="RecsysComponentAttribute"/>.</param>
    public ComponentRegistry Register<TComponent>(string? name = null) where TComponent : class => Register(typeof(TComponent), name);

    /// <summary>Registers every marked class of an assembly.</summary>
    /// <returns>What was registered.</returns>
    public IReadOnlyList<ComponentDefinition> Add(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var marked = assembly.GetTypes().Where(t => t.GetCustomAttribute<RecsysComponentAttribute>() is not null).ToArray();
        foreach (var type in marked)
            Register(type, null);
        return [.. _known.Values.Where(d => marked.Contains(d.Type)).OrderBy(d => d.Kind).ThenBy(d => d.Name, StringComparer.Ordinal)];
    }

    /// <summary>Loads an assembly file and registers its components. Its code runs in this process: load only what you trust.</summary>
    /// <exception cref="ArgumentException">It is no assembly, or none of its classes is marked.</exception>
    public IReadOnlyList<ComponentDefinition> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Add(ComponentFolder.Load(path)) is { Count: > 0 } found ? found
                : throw new ArgumentException($"{path} holds no component; mark its classes with [RecsysComponent(\"name\")].");
        }
        catch (ReflectionTypeLoadException failure)
        {
            throw new ArgumentException($"{path} cannot be loaded: {failure.LoaderExceptions.FirstOrDefault()?.Message} It was compiled for another version of Recsys.MLNet, or something it needs does not lie beside it. This is {typeof(ComponentRegistry).Assembly.GetName().Version}.", failure);
        }
    }

    /// <summary>The component of that kind and name, or null. An underscore counts as a hyphen.</summary>
    public ComponentDefinition? Find(ComponentKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _known.GetValueOrDefault((kind, Normal(name)));
    }

    /// <summary>Names of all components of a kind.</summary>
    public IReadOnlyList<string> Names(ComponentKind kind) => [.. _known.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

    /// <summary>Makes a component.</summary>
    /// <typeparam name="TInterface">The interface of its kind.</typeparam>
    /// <exception cref="ArgumentException">It is not known, or its options are wrong.</exception>
    public TInterface Create<TInterface>(ComponentUse use) where TInterface : class
    {
        ArgumentNullException.ThrowIfNull(use);
        var kind = Array.Find(Interfaces, i => i.Interface == typeof(TInterface)) is (var found, not null) ? found
            : throw new ArgumentException($"{typeof(TInterface).Name} is no interface of components; expected {string.Join(", ", Interfaces.Select(i => i.Interface.Name))}.");
        return (TInterface)(Find(kind, use.Type) ?? throw Unknown(kind, use.Type)).Create(use);
    }

    /// <summary>Of the components that are used, those from outside the product.</summary>
    public IReadOnlyList<RequiredComponent> Required(IEnumerable<(ComponentKind Kind, string Name)> used) =>
        [.. used.Distinct().Select(u => Find(u.Kind, u.Name)).OfType<ComponentDefinition>().Where(d => !d.IsBuiltIn).Select(RequiredComponent.Of).OrderBy(r => r.Kind).ThenBy(r => r.Name, StringComparer.Ordinal)];

    /// <summary>Refuses a package whose components are not known here, naming all that are missing.</summary>
    /// <exception cref="ModelFormatException">A component is missing.</exception>
    public void Require(IEnumerable<RequiredComponent> required)
    {
        var missing = required.Where(r => Find(r.Kind, r.Name) is null).ToArray();
        if (missing.Length > 0)
            throw new ModelFormatException($"The package was trained with components that this process does not know: {string.Join(", ", missing.Select(m => $"{m.Kind.ToString().ToLowerInvariant()} '{m.Name}' of {m.Assembly} {m.Version}"))}. Name the assembly: 'recsys serve --components {missing[0].Assembly}.dll', or in code ComponentRegistry.Shared.Add(assembly) or services.AddRecsysComponents(assembly).");
    }

    internal ArgumentException Unknown(ComponentKind kind, string name) =>
        new($"The {kind.ToString().ToLowerInvariant()} '{name}' is not known; known are {string.Join(", ", Names(kind))}. One of your own needs its assembly under run.assemblies, or a registration.");

    private ComponentRegistry Register(Type type, string? name)
    {
        name ??= type.GetCustomAttribute<RecsysComponentAttribute>()?.Name
            ?? throw new ArgumentException($"{type.FullName} has no name; mark it with [RecsysComponent(\"name\")] or give one.");
        var kinds = Interfaces.Where(i => i.Interface.IsAssignableFrom(type)).Select(i => i.Kind).ToArray();
        if (kinds.Length == 0)
            throw new ArgumentException($"{type.FullName} is no component; expected it to implement one of {string.Join(", ", Interfaces.Select(i => i.Interface.Name))}.");
        if (type.IsAbstract || type.ContainsGenericParameters)
            throw new ArgumentException($"{type.FullName} is abstract or generic; a component is a class that can be made.");
        foreach (var kind in kinds)
        {
            if (kind == ComponentKind.Model)
                ModelSections.Register(name, ReaderOf(type));
            _known[(kind, Normal(name))] = new(kind, Normal(name), type);
        }
        return this;
    }

    private static Func<SectionReader, ISavedModel> ReaderOf(Type type)
    {
        var read = type.GetMethod("Read", BindingFlags.Public | BindingFlags.Static, [typeof(SectionReader)]);
        return read is not null && typeof(ISavedModel).IsAssignableFrom(read.ReturnType)
            ? reader => (ISavedModel)read.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [reader], null)!
            : throw new ArgumentException($"{type.FullName} is a model that nothing can read; give it a public static {type.Name} Read(SectionReader reader).");
    }

    private static string Normal(string name) => name.Replace('_', '-').ToLowerInvariant();
}
