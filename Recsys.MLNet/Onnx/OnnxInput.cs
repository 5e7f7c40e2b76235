namespace Recsys.MLNet.Onnx;

/// <summary>A value under the name of a model's input.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Value">What to feed.</param>
public readonly record struct OnnxInput(string Name, OnnxValue Value)
{
    /// <summary>So that inputs can be written as <c>[("input_ids", ids), ("attention_mask", mask)]</c>.</summary>
    public static implicit operator OnnxInput((string Name, OnnxValue Value) pair) => new(pair.Name, pair.Value);
}
