namespace Recsys.MLNet.Onnx;

/// <summary>What a node's setting holds, with the numbers of the file format.</summary>
public enum OnnxAttributeKind
{
    /// <summary>Nothing that was recognised.</summary>
    Undefined = 0,

    /// <summary>A number.</summary>
    Float = 1,

    /// <summary>A whole number.</summary>
    Int = 2,

    /// <summary>A text.</summary>
    Text = 3,

    /// <summary>A tensor.</summary>
    Tensor = 4,

    /// <summary>A nested graph, as control flow has; it is noted but not read.</summary>
    Graph = 5,

    /// <summary>Numbers.</summary>
    Floats = 6,

    /// <summary>Whole numbers.</summary>
    Ints = 7,

    /// <summary>Texts.</summary>
    Texts = 8,
}
