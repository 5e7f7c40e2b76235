namespace Recsys.MLNet.Onnx.Managed;

/// <summary>One operation of a plan with the places of its values. A place of −1 is an omitted input or an unwanted output.</summary>
internal sealed class Step(Operation operation, string description, int[] inputs, int[] outputs)
{
    public Operation Operation { get; } = operation;

    /// <summary>How errors name it.</summary>
    public string Description { get; } = description;

    public int[] Inputs { get; } = inputs;

    public int[] Outputs { get; } = outputs;

    /// <summary>Places whose values nobody reads after this step.</summary>
    public int[] Dead { get; set; } = [];

    /// <summary>Whether input i dies here and is read once only, so that its memory may become the output's.</summary>
    public bool[] Dies { get; set; } = [];
}
