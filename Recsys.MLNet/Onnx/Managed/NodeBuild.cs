namespace Recsys.MLNet.Onnx.Managed;

/// <summary>What an operator's factory sees: the node, its settings, its constant inputs, the version of its operator set.</summary>
internal sealed class NodeBuild(PlanGraph graph, PlanNode node, OnnxWeights weights, WeightBuffer buffer, bool keepInputs = false)
{
    private readonly HashSet<int> _absorbed = [];

    public PlanNode Node { get; } = node;

    /// <summary>Version of the node's operator set.</summary>
    public int Version { get; } = node.Domain.Length == 0 ? graph.OperatorSet : (int)Math.Min(int.MaxValue, graph.OperatorSets.GetValueOrDefault(node.Domain));

    public OnnxWeights Weights { get; } = weights;

    /// <summary>Memory for weights on their way from the file into an operation's own form; of use until the next node.</summary>
    public Span<float> Buffer(int count) => buffer.Of(count);

    public bool Has(int input) => input < Node.Inputs.Length && Node.Inputs[input].Length > 0;

    /// <summary>The constant that an input is, or null when runs make it.</summary>
    public PlanConstant? Constant(int input) => Has(input) && !keepInputs ? graph.Constant(Node.Inputs[input]) : null;

    /// <summary>Says that the operation keeps this constant itself, so that the plan need not.</summary>
    public void Absorb(int input) => _absorbed.Add(input);

    public bool IsAbsorbed(int input) => _absorbed.Contains(input);

    public long Int(string name, long absent) => Node.Int(name, absent);

    public float Float(string name, float absent) => Node.Float(name, absent);

    public string Text(string name, string absent) => Node.Text(name, absent);

    public int[]? Ints(string name) => Node.Ints(name);
}
