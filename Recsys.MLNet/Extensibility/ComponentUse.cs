using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Recsys.MLNet.Extensibility;

/// <summary>A component as a recommender uses it: which one, under which name, with which options. Saved with the package.</summary>
/// <param name="Type">The component's name, such as <c>window-count</c> or one of your own.</param>
/// <param name="Name">The name of this use, such as that of the feature; null takes the component's own.</param>
public sealed record ComponentUse(string Type, string? Name = null)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>How options of components are written as JSON: names in camel case, enumerations as words with hyphens, nothing unknown let through.</summary>
    public static JsonSerializerOptions JsonSettings => s_json;

    internal static JsonSerializerOptions Json => s_json;

    /// <summary>Options by name; those not given have their defaults.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>The name of this use.</summary>
    [JsonIgnore]
    public string Called => Name ?? Type;

    /// <summary>A use with the options of a record.</summary>
    public static ComponentUse Of(string type, IValidatedOptions options, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(type, name) { Options = (JsonObject)JsonSerializer.SerializeToNode(options, options.GetType(), Json)! };
    }
}
