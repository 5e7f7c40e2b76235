namespace Recsys.MLNet.Extensibility;

/// <summary>A component from outside the product that a package cannot answer without.</summary>
/// <param name="Kind">Its place.</param>
/// <param name="Name">Its name.</param>
/// <param name="Assembly">The assembly it was trained with.</param>
/// <param name="Version">The assembly's version.</param>
public sealed record RequiredComponent(ComponentKind Kind, string Name, string Assembly, string Version)
{
    internal static RequiredComponent Of(ComponentDefinition definition)
    {
        var assembly = definition.Type.Assembly.GetName();
        return new(definition.Kind, definition.Name, assembly.Name ?? "", assembly.Version?.ToString() ?? "");
    }
}
