namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>A sum of two values and the layer normalisation that reads it, in one pass over the rows.</summary>
internal static class Residuals
{
    public static PlanNode? Match(PlanGraph graph, PlanNode node)
    {
        bool layer = node.Domain == PlanNode.Fused && node.Operator == "Normalize"
            || (node.Is("LayerNormalization") && node.Int("axis", -1) == -1 && node.Inputs.Length == 3 && node.Outputs.Skip(1).All(name => !graph.IsUsed(name)));
        if (!layer || graph.MadeOnce(node.Inputs[0], "Add") is not { } sum || sum.Inputs.Any(name => graph.Constant(name) is not null))
            return null;
        return PlanNode.Merged("AddNormalize", node, [sum.Inputs[0], sum.Inputs[1], node.Inputs[1], node.Inputs[2]], ("epsilon", node.Float("epsilon", 1e-5f)));
    }
}
