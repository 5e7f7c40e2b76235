namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Query, key and value projections of one input as one product three times as wide.</summary>
internal static class JointProjections
{
    public static void Apply(PlanGraph graph)
    {
        var joint = new Dictionary<PlanNode, PlanNode>();
        var made = new Dictionary<PlanNode, PlanNode>();
        foreach (var attend in graph.Nodes)
        {
            if (attend is not { Domain: PlanNode.Fused, Operator: "Attend" } || new[] { "query", "key", "value" }.Any(name => attend.Int(name, -1) != (long)HeadLayout.Rows))
                continue;
            PlanNode?[] parts = [.. attend.Inputs.Take(3).Select(name => graph.Uses(name) == 1 ? graph.Maker(name) : null)];
            if (parts.Any(part => part is not { Domain: PlanNode.Fused, Operator: "Linear" } || part.Int("activation", 0) != 0 || part.Inputs.Length != 3))
                continue;
            var first = parts[0]!;
            int[] sizes = graph.Constant(first.Inputs[1])!.Dims;
            if (parts.Any(part => part!.Inputs[0] != first.Inputs[0] || part.Int("transposed", 0) != first.Int("transposed", 0) || !graph.Constant(part.Inputs[1])!.Dims.SequenceEqual(sizes)))
                continue;
            // The merged product takes the place of the earliest part; its input is ready there.
            var earliest = parts.MinBy(part => graph.Nodes.IndexOf(part!))!;
            string name = first.Output + "\0joint";
            made[earliest] = new("Linear", PlanNode.Fused, [first.Inputs[0], .. parts.SelectMany(part => part!.Inputs[1..])], [name], first.Attributes, $"Joint {first.Description}");
            joint[attend] = new("Attend", PlanNode.Fused, [name, name, name, attend.Inputs[3]], attend.Outputs,
                attend.Attributes.Append(new("joint", OnnxAttribute.FromInt(1))).ToDictionary(), attend.Description);
        }
        graph.Replace(graph.Nodes.SelectMany(node => made.TryGetValue(node, out var before) ? new[] { before, node } : [joint.GetValueOrDefault(node, node)]));
    }
}
