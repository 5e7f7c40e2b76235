using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Products with constant weights, their bias, and the activation that follows.</summary>
/// <remarks>Inputs of the merged operator: x, then weights and bias (perhaps omitted) of each part; see <see cref="JointProjections"/> for more than one.</remarks>
internal static class Linears
{
    public static PlanNode? Match(PlanGraph graph, PlanNode node)
    {
        if (node.Is("Add"))
            foreach (var (product, bias) in node.Orders())
                if (graph.Constant(bias) is { Dims.Length: 1 } constant && graph.Made(product, "MatMul") is { } before && Weights(graph, before.Inputs[1]) is { } weights
                    && constant.Count == weights.Dims[1])
                    return PlanNode.Merged("Linear", node, [before.Inputs[0], before.Inputs[1], bias]);
        if (node.Is("MatMul") && Weights(graph, node.Inputs[1]) is not null)
            return PlanNode.Merged("Linear", node, [node.Inputs[0], node.Inputs[1], ""]);
        bool plain = node.Is("Gemm") && node.Int("transA", 0) == 0 && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1;
        if (plain && Weights(graph, node.Inputs[1]) is { } matrix)
        {
            bool transposed = node.Int("transB", 0) != 0;
            if (node.Inputs.Length < 3 || node.Inputs[2].Length == 0)
                return PlanNode.Merged("Linear", node, [node.Inputs[0], node.Inputs[1], ""], ("transposed", transposed ? 1L : 0));
            if (graph.Constant(node.Inputs[2]) is { Dims.Length: 1 } shift && shift.Count == matrix.Dims[transposed ? 0 : 1])
                return PlanNode.Merged("Linear", node, [node.Inputs[0], node.Inputs[1], node.Inputs[2]], ("transposed", transposed ? 1L : 0));
        }
        return null;
    }

    /// <summary>An activation read from a product that nobody else reads.</summary>
    public static PlanNode? MatchActivated(PlanGraph graph, PlanNode node)
    {
        long activation = node.Domain == PlanNode.Fused && node.Operator == "Activate" ? node.Int("activation", 0) : node.Is("Relu") ? (long)Activation.Relu : 0;
        if (activation == 0 || graph.Uses(node.Inputs[0]) != 1 || graph.Maker(node.Inputs[0]) is not { Domain: PlanNode.Fused, Operator: "Linear" } linear)
            return null;
        return PlanNode.Merged("Linear", node, linear.Inputs, ("transposed", linear.Int("transposed", 0)), ("activation", activation));
    }

    private static PlanConstant? Weights(PlanGraph graph, string name) =>
        graph.Constant(name) is { Dims.Length: 2, Count: > 0 } constant && Tensor.StorageOf(constant.Type) == Storage.Floats ? constant : null;
}
