using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>How a package remembers which models it was fitted with: <c>models</c> in the manifest's options.</summary>
internal static class FittedModels
{
    private const string Part = "models";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static JsonArray ToJson(IEnumerable<ModelUse> models) => new([.. models.Select(m =>
    {
        var json = new JsonObject { ["model"] = m.Model, ["name"] = m.Name };
        if (m.Options is { } options && KnownModels.All.Any(k => k.Name == m.Model && k.Defaults?.GetType() == options.GetType()))
            json["options"] = JsonSerializer.SerializeToNode(options, options.GetType(), s_json);
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
            return [.. models.Select(m =>
            {
                string name = m?["model"]?.GetValue<string>() ?? throw new JsonException("one has no name");
                var known = KnownModels.All.FirstOrDefault(k => k.Name == name);
                return new ModelUse(name, m!["name"]?.GetValue<string>())
                {
                    Options = known?.Defaults is { } defaults && m["options"] is { } options ? (IValidatedOptions?)options.Deserialize(defaults.GetType(), s_json) : null,
                };
            })];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The models that the package was fitted with cannot be read ({failure.Message}). Train it again.", failure);
        }
    }
}
