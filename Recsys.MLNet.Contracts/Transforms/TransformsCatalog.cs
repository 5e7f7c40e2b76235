using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Transforms, found by typing.</summary>
public sealed partial class TransformsCatalog
{
    internal TransformsCatalog(ComponentCatalog components) => (Components, Conversion, Text) = (components, new(), new());

    public ConversionTransforms Conversion { get; }
    public TextTransforms Text { get; }

    internal ComponentCatalog Components { get; }

    /// <summary>Transforms between types of columns.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms() { }
    }

    /// <summary>Transforms of text.</summary>
    public sealed class TextTransforms
    {
        internal TextTransforms() { }
    }
}
