using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>GELU by erf and by tanh, and SiLU, written out as products.</summary>
/// <remarks><code>
/// gelu:       x·½·(1 + erf(x/√2))
/// gelu, tanh: x·½·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
/// silu:       x·σ(x)
/// </code>
/// The factors may be multiplied in any order.</remarks>
internal static class ActivationPatterns
{
    public static PlanNode? Match(PlanGraph graph, PlanNode node)
    {
        if (node.Is("Gelu"))
            return Merged(node, node.Text("approximate", "none") == "tanh" ? Activation.GeluTanh : Activation.Gelu, node.Inputs[0]);
        if (!node.Is("Mul"))
            return null;
        foreach (var (x, gate) in node.Orders())
            if (graph.Made(gate, "Sigmoid") is { } sigmoid && sigmoid.Inputs[0] == x)
                return Merged(node, Activation.Silu, x);
        var factors = new List<string>();
        graph.Factors(node.Output, factors);
        int half = factors.FindIndex(name => graph.Is(name, 0.5));
        if (half < 0 || factors.Count != 3)
            return null;
        factors.RemoveAt(half);
        return Gelu(graph, node, factors[0], factors[1]) ?? Gelu(graph, node, factors[1], factors[0]);
    }

    private static PlanNode? Gelu(PlanGraph graph, PlanNode node, string x, string gate)
    {
        if (graph.Made(gate, "Add") is not { } sum)
            return null;
        foreach (var (function, one) in sum.Orders())
        {
            if (!graph.Is(one, 1))
                continue;
            if (graph.Made(function, "Erf") is { } erf && IsScaled(graph, erf.Inputs[0], x, 0.70710678))
                return Merged(node, Activation.Gelu, x);
            if (graph.Made(function, "Tanh") is { } tanh && IsCubic(graph, tanh.Inputs[0], x))
                return Merged(node, Activation.GeluTanh, x);
        }
        return null;
    }

    private static bool IsScaled(PlanGraph graph, string name, string x, double factor)
    {
        if (graph.Made(name, "Div") is { } quotient)
            return quotient.Inputs[0] == x && graph.Is(quotient.Inputs[1], 1 / factor);
        return graph.Made(name, "Mul") is { } product && product.Orders().Any(pair => pair.First == x && graph.Is(pair.Second, factor));
    }

    private static bool IsCubic(PlanGraph graph, string name, string x) =>
        graph.Made(name, "Mul") is { } product && product.Orders().Any(pair => graph.Is(pair.Second, 0.79788456)
            && graph.Made(pair.First, "Add") is { } sum && sum.Orders().Any(terms => terms.First == x
                && graph.Made(terms.Second, "Mul") is { } scaled && scaled.Orders().Any(parts => graph.Is(parts.Second, 0.044715)
                    && graph.Made(parts.First, "Pow") is { } cube && cube.Inputs[0] == x && graph.Is(cube.Inputs[1], 3))));

    private static PlanNode Merged(PlanNode node, Activation activation, string x) =>
        PlanNode.Merged("Activate", node, [x], ("activation", (long)activation));
}
