namespace Recsys.MLNet.Onnx;

/// <summary>One operation of a graph.</summary>
public sealed class OnnxNode
{
    /// <summary>The operator, such as <c>MatMul</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>The operator's domain; empty for the standard one.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The node's own name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Names of the values it reads; an empty name stands for an omitted optional input.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Names of the values it makes; an empty name stands for one nobody wants.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Its settings by name.</summary>
    public IReadOnlyDictionary<string, OnnxAttribute> Attributes { get; init; } = new Dictionary<string, OnnxAttribute>();

    /// <summary>Such as <c>MatMul 'layer.0/query'</c>.</summary>
    public override string ToString() => $"{(Domain.Length > 0 ? Domain + "." : "")}{Operator} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault() ?? "")}'";
}
