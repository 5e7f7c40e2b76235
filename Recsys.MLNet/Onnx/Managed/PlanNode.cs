namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A node of a graph being planned: of the model, or one that a fusion made.</summary>
internal sealed class PlanNode(string op, string domain, string[] inputs, string[] outputs, IReadOnlyDictionary<string, OnnxAttribute> attributes, string description)
{
    /// <summary>Domain of the operators that fusions make.</summary>
    public const string Fused = "fused";

    private static readonly Dictionary<string, OnnxAttribute> None = [];

    public string Operator { get; } = op;

    public string Domain { get; } = domain;

    public string[] Inputs { get; } = inputs;

    public string[] Outputs { get; } = outputs;

    public IReadOnlyDictionary<string, OnnxAttribute> Attributes { get; } = attributes;

    public string Description { get; } = description;

    public string Output => Outputs[0];

    public static PlanNode Of(OnnxNode node) =>
        new(node.Operator, node.Domain, [.. node.Inputs], [.. node.Outputs], node.Attributes, $"Node {node}");

    public static PlanNode Merged(string op, PlanNode last, string[] inputs, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes)
    {
        var settings = attributes.IsEmpty ? None : [];
        foreach (var (name, value) in attributes)
            settings[name] = value;
        return new(op, Fused, inputs, [last.Output], settings, $"{op} ending in {last.Description}");
    }

    public bool Is(string name) => Domain.Length == 0 && Operator == name;

    public long Int(string name, long absent) => Attributes.TryGetValue(name, out var value) ? value.Int : absent;

    public float Float(string name, float absent) => Attributes.TryGetValue(name, out var value) ? value.Float : absent;

    public string Text(string name, string absent) => Attributes.TryGetValue(name, out var value) ? value.Text : absent;

    public int[]? Ints(string name) => Attributes.TryGetValue(name, out var value) ? [.. value.Ints.Select(i => (int)Math.Clamp(i, int.MinValue, int.MaxValue))] : null;
}
