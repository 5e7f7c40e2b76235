using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>How a package remembers which models it was fitted with: <c>models</c> in the manifest's options.</summary>
internal static class FittedModels
{
    private const string Part = "models";

    // A trainer or a function among the options cannot be written down; what a pipeline is made of stands under its sources.
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers = { type => Remove(type, p => typeof(Delegate).IsAssignableFrom(p.PropertyType) || typeof(IEnumerable<IItemScorerTrainer>).IsAssignableFrom(p.PropertyType)) },
        },
    };

    public static JsonArray ToJson(IEnumerable<ModelUse> models) => new([.. models.Select(m =>
    {
        var json = new JsonObject { ["model"] = m.Model, ["name"] = m.Name };
        if (m.Options is { } options)
            json["options"] = JsonSerializer.SerializeToNode(options, options.GetType(), s_json);
        if (m.Sources.Count > 0)
            json["sources"] = ToJson(m.Sources);
        return (JsonNode)json;
    })]);

    /// <summary>The models of a package; by the names of its sections where it does not say more.</summary>
    /// <exception cref="ModelFormatException">What it says cannot be read.</exception>
    public static IReadOnlyList<ModelUse> Of(ModelPackage package)
    {
        if (package.Manifest.Options[Part] is not JsonArray models)
            return [.. package.Under(PackageSections.Models).Select(s => new ModelUse(s[PackageSections.Models.Length..]))];
        try
        {
            return Read(models);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The models that the package was fitted with cannot be read ({failure.Message}). Train it again.", failure);
        }
    }

    private static IReadOnlyList<ModelUse> Read(JsonArray models) => [.. models.Select(m =>
    {
        string name = m?["model"]?.GetValue<string>() ?? throw new JsonException("one has no name");
        return new ModelUse(name, m["name"]?.GetValue<string>())
        {
            Options = m["options"] is { } options && OptionsOf(name) is { } type ? (IValidatedOptions?)options.Deserialize(type, s_json) : null,
            Sources = m["sources"] is JsonArray sources ? Read(sources) : [],
        };
    })];

    private static Type? OptionsOf(string model) => model == "pipeline" ? typeof(PipelineOptions)
        : KnownModels.All.FirstOrDefault(k => k.Name == model)?.Defaults?.GetType() ?? ComponentRegistry.Shared.Find(ComponentKind.Trainer, model)?.OptionsType;

    private static void Remove(JsonTypeInfo type, Func<JsonPropertyInfo, bool> which)
    {
        for (int p = type.Properties.Count - 1; p >= 0; p--)
            if (which(type.Properties[p]))
                type.Properties.RemoveAt(p);
    }
}
