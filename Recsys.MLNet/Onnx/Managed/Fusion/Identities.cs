namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Takes out nodes that pass a value on, so that patterns see through them. One that names an output of the model stays.</summary>
internal static class Identities
{
    public static void Remove(PlanGraph graph)
    {
        var renamed = new Dictionary<string, string>();
        var outputs = graph.Outputs.Select(port => port.Name).ToHashSet();
        var kept = new List<PlanNode>();
        foreach (var node in graph.Nodes)
        {
            string[] inputs = [.. node.Inputs.Select(name => renamed.GetValueOrDefault(name, name))];
            bool passes = node.Is("Identity") || (node.Is("Dropout") && (node.Outputs.Length < 2 || !graph.IsUsed(node.Outputs[1])));
            if (passes && !outputs.Contains(node.Output))
                renamed[node.Output] = inputs[0];
            else
                kept.Add(new(node.Operator, node.Domain, inputs, node.Outputs, node.Attributes, node.Description));
        }
        graph.Replace(kept);
    }
}
