namespace Recsys.MLNet.Onnx;

/// <summary>A named input or output of a model.</summary>
/// <param name="Name">The name that runs refer to.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Declared shape; null where the model does not state one.</param>
public sealed record OnnxPort(string Name, OnnxElementType Type, IReadOnlyList<OnnxDimension>? Shape)
{
    /// <summary>Such as <c>input_ids: Int64[batch, tokens]</c>.</summary>
    public override string ToString() => $"{Name}: {Type}[{(Shape is null ? "…" : string.Join(", ", Shape))}]";
}
