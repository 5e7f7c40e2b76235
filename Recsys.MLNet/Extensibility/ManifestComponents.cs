using System.Text.Json;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Extensibility;

/// <summary>The components that a package needs, in its manifest.</summary>
public static class ManifestComponents
{
    private const string Part = "components";

    /// <summary>The components from outside the product that the package needs; none for most.</summary>
    /// <exception cref="ModelFormatException">The list cannot be read.</exception>
    public static IReadOnlyList<RequiredComponent> Components(this PackageManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        try
        {
            return manifest.Options[Part]?.Deserialize<RequiredComponent[]>(ComponentUse.Json) ?? [];
        }
        catch (JsonException failure)
        {
            throw new ModelFormatException($"The list of components in the package's manifest cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The manifest with the components noted that it needs.</summary>
    public static PackageManifest WithComponents(this PackageManifest manifest, IReadOnlyList<RequiredComponent> required)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(required);
        if (required.Count > 0)
            manifest.Options[Part] = JsonSerializer.SerializeToNode(required, ComponentUse.Json);
        return manifest;
    }
}
