namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A graph on its way to a plan: nodes that passes replace, constants by name.</summary>
internal sealed class PlanGraph
{
    private readonly Dictionary<string, PlanConstant> _constants = [];
    private Dictionary<string, PlanNode> _makers = [];
    private Dictionary<string, int> _uses = [];

    private PlanGraph(IReadOnlyList<OnnxPort> inputs, IReadOnlyList<OnnxPort> outputs, int operatorSet, IReadOnlyDictionary<string, long> sets) =>
        (Inputs, Outputs, OperatorSet, OperatorSets) = (inputs, outputs, operatorSet, sets);

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    public int OperatorSet { get; }

    public IReadOnlyDictionary<string, long> OperatorSets { get; }

    public List<PlanNode> Nodes { get; private set; } = [];

    public static PlanGraph Of(OnnxModel model, IReadOnlyList<string>? wanted)
    {
        var source = model.Graph;
        var outputs = wanted is null ? source.Outputs : [.. wanted.Select(name => source.Outputs.FirstOrDefault(port => port.Name == name)
            ?? throw new ArgumentException($"The model has no output '{name}'; it has {string.Join(", ", source.Outputs.Select(port => port.Name))}."))];
        if (outputs.Count == 0)
            throw new ModelFormatException("The model has no outputs. The file is damaged.");
        var names = source.Initializers.Select(tensor => tensor.Name).ToHashSet();
        var graph = new PlanGraph([.. source.Inputs.Where(port => !names.Contains(port.Name))], outputs, model.OperatorSet, model.OperatorSets);
        foreach (var tensor in source.Initializers)
            graph._constants[tensor.Name] = new(tensor);
        foreach (var node in source.Nodes)
        {
            if (node is { Operator: "Constant", Domain: "" } && node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor && node.Outputs.Count == 1)
                graph._constants[node.Outputs[0]] = new(tensor);
            else
                graph.Nodes.Add(PlanNode.Of(node));
        }
        graph.Replace(graph.Nodes);
        return graph;
    }

    /// <summary>The constant of that name, or null.</summary>
    public PlanConstant? Constant(string name) => _constants.GetValueOrDefault(name);

    /// <summary>The node that makes the value, or null for an input or a constant.</summary>
    public PlanNode? Maker(string name) => _makers.GetValueOrDefault(name);

    /// <summary>How often nodes and outputs read the value.</summary>
    public int Uses(string name) => _uses.GetValueOrDefault(name);

    public bool IsUsed(string name) => Uses(name) > 0;

    public void Add(string name, PlanConstant constant) => _constants[name] = constant;

    /// <summary>Takes a new list of nodes, drops those whose results nobody reads, and counts anew.</summary>
    public void Replace(IEnumerable<PlanNode> nodes)
    {
        var all = nodes.ToList();
        var live = Outputs.Select(port => port.Name).ToHashSet();
        var kept = new List<PlanNode>();
        for (int i = all.Count - 1; i >= 0; i--)
        {
            var node = all[i];
            if (!node.Outputs.Any(live.Contains))
                continue;
            kept.Add(node);
            live.UnionWith(node.Inputs);
        }
        kept.Reverse();
        Nodes = kept;
        _makers = [];
        _uses = [];
        foreach (var port in Outputs)
            _uses[port.Name] = Uses(port.Name) + 1;
        foreach (var node in kept)
        {
            foreach (string output in node.Outputs)
                if (output.Length > 0 && !_makers.TryAdd(output, node))
                    throw new ModelFormatException($"{node.Description} makes '{output}', which an earlier node made already. The file is damaged.");
            foreach (string input in node.Inputs)
                if (input.Length > 0)
                    _uses[input] = Uses(input) + 1;
        }
    }
}
