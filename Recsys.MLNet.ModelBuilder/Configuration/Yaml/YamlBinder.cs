using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Configuration.Yaml;

/// <summary>Binds a YAML document onto options records: what it says replaces their defaults, what is wrong becomes one problem each.</summary>
internal sealed class YamlBinder(ComponentRegistry components, List<ConfigurationProblem> problems)
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>Line of everything that was bound, by path.</summary>
    public Dictionary<string, int> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>A copy of an options record with what the document says.</summary>
    public object Record(object defaults, YamlValue value, string path, PropertyInfo? section = null, IReadOnlyList<string>? also = null)
    {
        Lines[path] = value.Line;
        if (value.IsNull)
            return defaults;
        if (value.Entries is null)
        {
            Problem(value.Line, path, $"is {value.Shown}; expected a mapping of options.");
            return defaults;
        }
        object copy = Clone.Invoke(defaults, null)!;
        var members = OptionMember.Of(defaults.GetType(), section);
        foreach (var (member, entry, at) in Matched(members, value, path, also))
        {
            object holder = copy;
            if (member.Through is { } through)
            {
                holder = Clone.Invoke(through.GetValue(copy), null)!;
                through.SetValue(copy, holder);
            }
            if (Value(member.Property.PropertyType, entry, member.Property.GetValue(holder), at, member.Property) is { } bound)
                member.Property.SetValue(holder, bound);
        }
        return copy;
    }

    /// <summary>The entries of a mapping that name a member, each once; the others are reported.</summary>
    private IEnumerable<(OptionMember Member, YamlValue Value, string Path)> Matched(IReadOnlyList<OptionMember> members, YamlValue value, string path, IReadOnlyList<string>? also)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, line, entry) in value.Entries!)
        {
            string at = Join(path, key);
            if (!seen.TryAdd(key, line))
            {
                Problem(line, at, $"is given a second time, first in line {seen[key]}; keep one.");
                continue;
            }
            Lines[at] = line;
            if (also?.Contains(key) == true)
                continue;
            if (members.FirstOrDefault(m => m.Key == key) is { } member)
                yield return (member, entry, at);
            else
                Problem(line, at, $"is not known; {Nearest.Advice(key, members.Select(m => m.Key).Concat(also ?? []))}");
        }
    }

    private object? Value(Type type, YamlValue value, object? current, string path, PropertyInfo? property)
    {
        Lines.TryAdd(path, value.Line);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            type = inner;
        if (type == typeof(ComponentUse))
            return Use(value, path, property?.GetCustomAttribute<UsesComponentAttribute>()?.Kind ?? ComponentKind.Feature);
        if (type == typeof(ModelUse))
            return Model(value, path);
        if (type == typeof(SourceOptions))
            return Source(value, path);
        if (YamlScalar.Is(type))
            return Scalar(type, value, path);
        if (OptionMember.ElementOf(type) is { } element)
            return List(element, value, path, property);
        if (OptionMember.ValueOf(type) is { } item)
            return Dictionary(item, value, current, path);
        if (type.GetConstructor(Type.EmptyTypes) is not null)
            return Record(current ?? Activator.CreateInstance(type)!, value, path, property);
        return Positional(type, value, path);
    }

    private object? Scalar(Type type, YamlValue value, string path)
    {
        object? read = value.Text is null || (value.IsNull && type != typeof(string)) ? null : YamlScalar.Read(type, value);
        if (read is null)
            Problem(value.Line, path, $"is {value.Shown}; expected {YamlScalar.Expected(type)}{(value.Quoted && type != typeof(string) ? " without quotes" : "")}.");
        return read;
    }

    private object? List(Type element, YamlValue value, string path, PropertyInfo? property)
    {
        if (value.Entries is not null)
        {
            Problem(value.Line, path, "is a mapping; expected a list, each entry in a line of its own after a hyphen.");
            return null;
        }
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        var items = value.Items ?? (value.IsNull ? [] : [value]);
        for (int i = 0; i < items.Count; i++)
            if (Value(element, items[i], null, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), property) is { } bound)
                list.Add(bound);
        return list;
    }

    private object? Dictionary(Type item, YamlValue value, object? current, string path)
    {
        if (value.Entries is null)
        {
            Problem(value.Line, path, $"is {value.Shown}; expected a mapping of names to {(YamlScalar.Is(item) ? YamlScalar.Expected(item) : "options")}.");
            return null;
        }
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        foreach (object pair in (IEnumerable?)current ?? Array.Empty<object>())
            result.Add(pair.GetType().GetProperty("Key")!.GetValue(pair)!, pair.GetType().GetProperty("Value")!.GetValue(pair));
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, line, entry) in value.Entries)
        {
            Lines[Join(path, key)] = line;
            if (!seen.TryAdd(key, line))
                Problem(line, Join(path, key), $"is given a second time, first in line {seen[key]}; keep one.");
            else if (Value(item, entry, null, Join(path, key), null) is { } bound)
                result[key] = bound;
        }
        return result;
    }

    /// <summary>A record made by its constructor: a mapping of its parameters, or only the first one as a text.</summary>
    private object? Positional(Type type, YamlValue value, string path)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        if (value.Text is { } && !value.IsNull && parameters[0].ParameterType == typeof(string) && parameters.Skip(1).All(Optional))
            return constructor.Invoke([value.Text, .. parameters.Skip(1).Select(Default)]);
        string[] keys = [.. parameters.Select(p => OptionMember.Camel(p.Name!))];
        if (value.Entries is null)
        {
            Problem(value.Line, path, $"is {value.Shown}; expected a mapping with {string.Join(", ", keys)}.");
            return null;
        }
        int before = problems.Count;
        var arguments = new object?[parameters.Length];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, line, entry) in value.Entries)
        {
            int at = Array.IndexOf(keys, key);
            Lines[Join(path, key)] = line;
            if (!seen.TryAdd(key, line))
                Problem(line, Join(path, key), $"is given a second time, first in line {seen[key]}; keep one.");
            else if (at < 0)
                Problem(line, Join(path, key), $"is not known; {Nearest.Advice(key, keys)}");
            else
                arguments[at] = Value(parameters[at].ParameterType, entry, null, Join(path, key), null);
        }
        for (int p = 0; p < parameters.Length; p++)
            if (!seen.ContainsKey(keys[p]) && !Optional(parameters[p]))
                Problem(value.Line, path, $"lacks '{keys[p]}'; expected a mapping with {string.Join(", ", keys)}.");
            else if (!seen.ContainsKey(keys[p]))
                arguments[p] = Default(parameters[p]);
        return problems.Count == before ? constructor.Invoke(arguments) : null;
    }

    // A text that may be null need not be given.
    private static bool Optional(ParameterInfo parameter) => parameter.HasDefaultValue || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static object? Default(ParameterInfo parameter) => parameter.HasDefaultValue ? parameter.DefaultValue : null;

    private ComponentUse? Use(YamlValue value, string path, ComponentKind kind)
    {
        string? type = value.Entries is null ? value.Text : value["type"]?.Text;
        if (string.IsNullOrEmpty(type))
        {
            Problem(value.Line, path, $"has no type; expected a mapping with type, name and options, type one of {string.Join(", ", components.Names(kind))}.");
            return null;
        }
        string? name = value["name"]?.Text;
        return Definition(kind, type, value, path) is { } definition
            ? new ComponentUse(definition.Name, name == definition.Name ? null : name) { Options = Options(definition, value, path, ["type", "name"]) }
            : null;
    }

    private SourceOptions? Source(YamlValue value, string path)
    {
        if (value["type"]?.Text is not { } type)
            return (SourceOptions?)Positional(typeof(SourceOptions), value, path);
        if (Definition(ComponentKind.Source, type, value, path) is not { } definition)
            return null;
        string[] own = ["type", "name", "weight", "depth"];
        var plain = new YamlValue(value.Line) { Entries = [.. value.Entries!.Where(e => own.Contains(e.Key) && e.Key != "type")] };
        if (plain["name"] is null)
            plain.Entries.Insert(0, ("name", value.Line, new(value.Line) { Text = definition.Name }));
        return Positional(typeof(SourceOptions), plain, path) is SourceOptions source
            ? source with { Type = definition.Name, Options = Options(definition, value, path, own) }
            : null;
    }

    private ModelUse? Model(YamlValue value, string path)
    {
        string? model = value.Entries is null ? value.Text : value["model"]?.Text ?? value["name"]?.Text;
        if (string.IsNullOrEmpty(model))
        {
            Problem(value.Line, path, $"names no model; known are {string.Join(", ", ModelNames())}.");
            return null;
        }
        List<string> own = ["model", "name"];
        var use = new ModelUse(model, value["name"]?.Text is { } name && name != model ? name : null);
        if (model == "pipeline")
        {
            own.Add("sources");
            if (value["sources"] is { } sources)
                use = use with { Sources = [.. ((IEnumerable<ModelUse>?)List(typeof(ModelUse), sources, Join(path, "sources"), null)) ?? []] };
        }
        if (DefaultsOf(model) is { } defaults)
            return value.Entries?.Any(e => !own.Contains(e.Key)) == true ? use with { Options = (IValidatedOptions)Record(defaults, value, path, null, own) } : use;
        if (KnownModels.All.Any(m => m.Name == model))
        {
            foreach (var (key, line, _) in (value.Entries ?? []).Where(e => !own.Contains(e.Key)))
                Problem(line, Join(path, key), $"is not known; the model '{model}' has no options.");
            return use;
        }
        if (components.Find(ComponentKind.Trainer, model) is not { } definition)
        {
            Problem(value["model"]?.Line ?? value.Line, path, $"names the model '{model}', which is not known; {Nearest.Advice(model, ModelNames())}");
            return null;
        }
        var options = Options(definition, value, path, own);
        return definition.OptionsType is null ? use : use with { Options = (IValidatedOptions)options.Deserialize(definition.OptionsType, ComponentJson)! };
    }

    // The pipeline's ranker has a section of its own.
    private static IValidatedOptions? DefaultsOf(string model) => model switch
    {
        "pipeline" => new PipelineOptions(),
        _ => KnownModels.All.FirstOrDefault(m => m.Name == model)?.Defaults,
    };

    private IEnumerable<string> ModelNames() => KnownModels.All.Select(m => m.Name).Concat(components.Names(ComponentKind.Trainer));

    private static readonly JsonSerializerOptions ComponentJson = ComponentUse.JsonSettings;

    private ComponentDefinition? Definition(ComponentKind kind, string type, YamlValue value, string path)
    {
        if (components.Find(kind, type) is { } definition)
            return definition;
        Problem(value["type"]?.Line ?? value.Line, path, $"is of type '{type}', which is not known; {Nearest.Advice(type, components.Names(kind))} One of your own needs its assembly under run.assemblies.");
        return null;
    }

    /// <summary>Options of a component: bound onto its record like every other, kept as names and values.</summary>
    private JsonObject Options(ComponentDefinition definition, YamlValue value, string path, IReadOnlyList<string> own)
    {
        if (value.Entries is null)
            return [];
        if (definition.OptionsType is not { } type)
        {
            foreach (var (key, line, _) in value.Entries.Where(e => !own.Contains(e.Key)))
                Problem(line, Join(path, key), $"is not known; '{definition.Name}' has no options.");
            return [];
        }
        var bound = (IValidatedOptions)Record(Activator.CreateInstance(type)!, value, path, null, own);
        foreach (var problem in bound.Problems())
            Problem(Lines.GetValueOrDefault(Join(path, OptionMember.Camel(problem.Option)), value.Line), Join(path, OptionMember.Camel(problem.Option)), problem.Message);
        return ComponentUse.Of(definition.Name, bound).Options;
    }

    private void Problem(int line, string path, string message) => problems.Add(new(line, path, message));

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
