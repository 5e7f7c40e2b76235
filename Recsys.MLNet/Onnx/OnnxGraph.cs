namespace Recsys.MLNet.Onnx;

/// <summary>A computation: nodes in order, constants, named inputs and outputs.</summary>
public sealed class OnnxGraph
{
    /// <summary>Name of the graph.</summary>
    public string Name { get; set; } = "";

    /// <summary>The operations; each uses inputs, constants and results of earlier ones.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The constants, such as weights.</summary>
    public List<OnnxTensor> Initializers { get; } = [];

    /// <summary>What a run must be given.</summary>
    public List<OnnxPort> Inputs { get; } = [];

    /// <summary>What a run returns.</summary>
    public List<OnnxPort> Outputs { get; } = [];
}
