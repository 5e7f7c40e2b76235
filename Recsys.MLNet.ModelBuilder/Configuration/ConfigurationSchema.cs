using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Configuration.Yaml;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>The JSON schema of configurations, from the options records themselves: what editors complete and check.</summary>
public sealed class ConfigurationSchema
{
    /// <summary>Name of the schema file beside a configuration.</summary>
    public const string FileName = "recsys.schema.json";

    private readonly ComponentRegistry _components;
    private readonly Dictionary<Assembly, Dictionary<string, string>> _docs = [];
    private readonly JsonObject _definitions = [];

    private ConfigurationSchema(ComponentRegistry components) => _components = components;

    /// <summary>The schema, draft 2020-12. Descriptions come from the assemblies' documentation files where they lie beside them.</summary>
    /// <param name="components">Known components; null for those of the process.</param>
    public static JsonObject Create(ComponentRegistry? components = null)
    {
        var schema = new ConfigurationSchema(components ?? ComponentRegistry.Shared);
        var root = schema.Record(typeof(RecommenderConfiguration), new RecommenderConfiguration(), null);
        root["properties"]!["scenario"]!["enum"] = new JsonArray([.. Scenarios.Names.Select(n => (JsonNode)n)]);
        var all = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = RecommenderConfiguration.FileName };
        foreach (var (key, value) in root.ToArray())
        {
            root.Remove(key);
            all[key] = value;
        }
        all["$defs"] = schema._definitions;
        return all;
    }

    private JsonObject Record(Type type, object? defaults, PropertyInfo? section)
    {
        var properties = new JsonObject();
        foreach (var member in OptionMember.Of(type, section))
        {
            object? holder = member.Through is { } through && defaults is not null ? through.GetValue(defaults) : defaults;
            object? value = holder is null ? null : member.Property.GetValue(holder);
            var property = Value(member.Property.PropertyType, value, member.Property);
            string description = Description(member.Property);
            if (description.Length > 0)
                property["description"] = description;
            if (Plain(value) is { } usual)
                property["default"] = usual;
            properties[member.Key] = property;
        }
        return new JsonObject { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = false, ["properties"] = properties };
    }

    private JsonObject Value(Type type, object? value, PropertyInfo? property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(ComponentUse))
            return Definition($"{property?.GetCustomAttribute<UsesComponentAttribute>()?.Kind ?? ComponentKind.Feature}", () => Components(property?.GetCustomAttribute<UsesComponentAttribute>()?.Kind ?? ComponentKind.Feature));
        if (type == typeof(ModelUse))
            return Definition("Model", Models);
        if (type == typeof(SourceOptions))
            return Definition("CandidateSource", Sources);
        if (type == typeof(bool))
            return new() { ["type"] = "boolean" };
        if (type == typeof(string))
            return new() { ["type"] = new JsonArray("string", "number", "boolean") };
        if (type.IsEnum)
            return new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(n => (JsonNode)YamlScalar.Kebab(n))]) };
        if (type == typeof(TimeSpan))
            return new() { ["type"] = "string", ["pattern"] = "^[0-9.]+[dhms]$" };
        if (type.IsPrimitive)
            return new() { ["type"] = type == typeof(float) || type == typeof(double) ? "number" : "integer" };
        if (OptionMember.ElementOf(type) is { } element)
            return new() { ["type"] = new JsonArray("array", "string", "number", "null"), ["items"] = Value(element, null, property) };
        if (OptionMember.ValueOf(type) is { } item)
            return new() { ["type"] = "object", ["additionalProperties"] = Value(item, null, null) };
        return type.GetConstructor(Type.EmptyTypes) is not null ? Record(type, value ?? Activator.CreateInstance(type), property) : Positional(type);
    }

    private JsonObject Positional(Type type)
    {
        var parameters = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters();
        var properties = new JsonObject();
        foreach (var parameter in parameters)
            properties[OptionMember.Camel(parameter.Name!)] = Value(parameter.ParameterType, null, null);
        bool Required(ParameterInfo p) => !p.HasDefaultValue && new NullabilityInfoContext().Create(p).WriteState != NullabilityState.Nullable;
        return new() { ["type"] = new JsonArray("object", "string"), ["additionalProperties"] = false, ["properties"] = properties, ["required"] = new JsonArray([.. parameters.Where(Required).Select(p => (JsonNode)OptionMember.Camel(p.Name!))]) };
    }

    // One alternative for each component, told apart by its type.
    private JsonObject Components(ComponentKind kind) => new()
    {
        ["anyOf"] = new JsonArray([.. _components.All.Where(d => d.Kind == kind).Select(d => (JsonNode)With(d, "type")), new JsonObject { ["type"] = "string" }, Foreign(kind)]),
    };

    private JsonObject With(ComponentDefinition definition, string key)
    {
        var record = definition.OptionsType is { } type ? Record(type, Activator.CreateInstance(type), null) : new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        record["type"] = "object";
        record["properties"]![key] = new JsonObject { ["const"] = definition.Name };
        record["properties"]!["name"] = new JsonObject { ["type"] = "string" };
        record["required"] = new JsonArray(key);
        return record;
    }

    // One of the user's own: its options are not known here.
    private JsonObject Foreign(ComponentKind kind) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type"),
        ["properties"] = new JsonObject { ["type"] = new JsonObject { ["type"] = "string", ["not"] = new JsonObject { ["enum"] = new JsonArray([.. _components.Names(kind).Select(n => (JsonNode)n)]) } } },
    };

    private JsonObject Models()
    {
        var alternatives = new JsonArray { new JsonObject { ["type"] = "string" } };
        foreach (var model in KnownModels.All)
        {
            var defaults = model.Name == "pipeline" ? new PipelineOptions() : model.Defaults;
            var record = defaults is null ? new JsonObject { ["properties"] = new JsonObject(), ["additionalProperties"] = false } : Record(defaults.GetType(), defaults, null);
            record["type"] = "object";
            record["properties"]!["model"] = new JsonObject { ["const"] = model.Name };
            record["properties"]!["name"] = new JsonObject { ["type"] = "string" };
            if (model.Name == "pipeline")
                record["properties"]!["sources"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/Model" } };
            record["required"] = new JsonArray("model");
            alternatives.Add((JsonNode)record);
        }
        alternatives.Add((JsonNode)new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["model"] = new JsonObject { ["type"] = "string", ["not"] = new JsonObject { ["enum"] = new JsonArray([.. KnownModels.All.Select(m => (JsonNode)m.Name)]) } } },
        });
        return new() { ["anyOf"] = alternatives };
    }

    private JsonObject Sources()
    {
        var named = Positional(typeof(SourceOptions));
        var own = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("type"),
            ["properties"] = new JsonObject { ["type"] = new JsonObject { ["type"] = "string" }, ["name"] = new JsonObject { ["type"] = "string" }, ["weight"] = new JsonObject { ["type"] = "number" }, ["depth"] = new JsonObject { ["type"] = "integer" } },
        };
        return new() { ["anyOf"] = new JsonArray(named, own) };
    }

    private JsonObject Definition(string name, Func<JsonObject> make)
    {
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = new JsonObject(); // a model's sources are models
            _definitions[name] = make();
        }
        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonNode? Plain(object? value) => value switch
    {
        bool b => b,
        string { Length: > 0 } s => s,
        Enum e => YamlScalar.Kebab(e.ToString()),
        TimeSpan t => YamlScalar.Length(t),
        float f => JsonValue.Create(double.Parse(f.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        double or int or long => JsonSerializer.SerializeToNode(value),
        IEnumerable<string> names => new JsonArray([.. names.Select(n => (JsonNode)n)]),
        IEnumerable<double> or IEnumerable<int> => JsonSerializer.SerializeToNode(value),
        _ => null,
    };

    private string Description(PropertyInfo property)
    {
        var assembly = property.DeclaringType!.Assembly;
        if (!_docs.TryGetValue(assembly, out var docs))
        {
            string file = Path.ChangeExtension(assembly.Location, ".xml");
            _docs[assembly] = docs = File.Exists(file)
                ? XDocument.Load(file).Descendants("member").Where(m => m.Element("summary") is not null).ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")!), StringComparer.Ordinal)
                : [];
        }
        return docs.GetValueOrDefault($"P:{property.DeclaringType.FullName}.{property.Name}", "");
    }

    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(e => e.Attribute("cref") is not null).ToList())
            reference.ReplaceWith(OptionMember.Camel(reference.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1]));
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
