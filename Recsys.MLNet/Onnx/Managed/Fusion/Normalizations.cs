namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Layer and root-mean-square normalisation, as exporters of older operator sets write them out.</summary>
/// <remarks><code>
/// layer:  (x − μ)/√(mean((x − μ)²) + ε)·gain + shift,  μ = mean(x)
/// rms:    x/√(mean(x²) + ε)·gain
/// </code></remarks>
internal static class Normalizations
{
    public static PlanNode? Match(PlanGraph graph, PlanNode node) => node.Is("Add") ? Layer(graph, node) : node.Is("Mul") ? RootMeanSquare(graph, node) : null;

    private static PlanNode? Layer(PlanGraph graph, PlanNode node)
    {
        foreach (var (scaled, shift) in node.Orders())
        {
            if (graph.Constant(shift) is not { Dims.Length: 1 } || graph.Made(scaled, "Mul") is not { } product)
                continue;
            foreach (var (normal, gain) in product.Orders())
                if (graph.Constant(gain) is { Dims.Length: 1 } && Divided(graph, normal) is var (centred, epsilon, squared)
                    && graph.Made(centred, "Sub") is { } difference && graph.MeanOfLast(difference.Inputs[1]) == difference.Inputs[0]
                    && (squared == centred || (graph.Made(squared, "Sub") is { } twin && twin.Inputs.SequenceEqual(difference.Inputs))))
                    return PlanNode.Merged("Normalize", node, [difference.Inputs[0], gain, shift], ("epsilon", epsilon));
        }
        return null;
    }

    private static PlanNode? RootMeanSquare(PlanGraph graph, PlanNode node)
    {
        foreach (var (normal, gain) in node.Orders())
            if (graph.Constant(gain) is { Dims.Length: 1 } && Divided(graph, normal) is var (x, epsilon, squared) && squared == x)
                return PlanNode.Merged("NormalizeRms", node, [x, gain], ("epsilon", epsilon));
        return null;
    }

    /// <summary>x/√(mean(y²) + ε) by a division or by a product with the reciprocal: x, ε and y.</summary>
    private static (string X, float Epsilon, string Squared)? Divided(PlanGraph graph, string name)
    {
        if (graph.Made(name, "Div") is { } quotient)
            return Root(graph, quotient.Inputs[0], quotient.Inputs[1]);
        if (graph.Made(name, "Mul") is { } product)
            foreach (var (x, inverse) in product.Orders())
                if (graph.Made(inverse, "Reciprocal") is { } reciprocal && Root(graph, x, reciprocal.Inputs[0]) is { } found)
                    return found;
                else if (graph.Made(inverse, "Div") is { } one && graph.Is(one.Inputs[0], 1) && Root(graph, x, one.Inputs[1]) is { } other)
                    return other;
        return null;
    }

    private static (string, float, string)? Root(PlanGraph graph, string x, string root)
    {
        if (graph.Made(root, "Sqrt") is not { } sqrt || graph.Made(sqrt.Inputs[0], "Add") is not { } sum)
            return null;
        foreach (var (variance, epsilon) in sum.Orders())
            if (graph.Number(epsilon) is { } small && graph.MeanOfLast(variance) is { } squares && graph.Squared(squares) is { } squared)
                return (x, small, squared);
        return null;
    }
}
