namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Questions that patterns ask of a graph.</summary>
internal static class Patterns
{
    /// <summary>The node that makes a value, when it is of that operator.</summary>
    public static PlanNode? Made(this PlanGraph graph, string name, string op) => graph.Maker(name) is { } node && node.Is(op) ? node : null;

    /// <summary>The same, when the pattern is the only reader.</summary>
    public static PlanNode? MadeOnce(this PlanGraph graph, string name, string op) => graph.Uses(name) == 1 ? graph.Made(name, op) : null;

    /// <summary>The number that a constant of one element holds.</summary>
    public static float? Number(this PlanGraph graph, string name) =>
        graph.Constant(name) is { Count: 1 } constant && Tensor.StorageOf(constant.Type) == Storage.Floats ? constant.Load().Floats[0] : null;

    /// <summary>Whether the value is that number, but for rounding in the exporter.</summary>
    public static bool Is(this PlanGraph graph, string name, double number) =>
        graph.Number(name) is { } value && Math.Abs(value - number) <= 1e-4 * Math.Abs(number);

    /// <summary>A constant list of whole numbers.</summary>
    public static long[]? Longs(this PlanGraph graph, string name) =>
        graph.Constant(name) is { Count: <= 16 } constant && Tensor.StorageOf(constant.Type) == Storage.Longs ? constant.Load().Longs.ToArray() : null;

    /// <summary>Both orders of a node's two inputs.</summary>
    public static IEnumerable<(string First, string Second)> Orders(this PlanNode node)
    {
        yield return (node.Inputs[0], node.Inputs[1]);
        yield return (node.Inputs[1], node.Inputs[0]);
    }

    /// <summary>The factors of a product, through nested Mul nodes and divisions by a constant.</summary>
    public static void Factors(this PlanGraph graph, string name, List<string> into, int depth = 0)
    {
        if (depth < 4 && graph.Made(name, "Mul") is { } product)
        {
            graph.Factors(product.Inputs[0], into, depth + 1);
            graph.Factors(product.Inputs[1], into, depth + 1);
        }
        else
            into.Add(name);
    }

    /// <summary>The mean over the last axis, kept as a dimension: its input, or null.</summary>
    public static string? MeanOfLast(this PlanGraph graph, string name)
    {
        if (graph.Made(name, "ReduceMean") is not { } node || node.Int("keepdims", 1) == 0)
            return null;
        long[]? axes = node.Ints("axes") is { } fixedAxes ? [.. fixedAxes.Select(axis => (long)axis)] : node.Inputs.Length > 1 ? graph.Longs(node.Inputs[1]) : null;
        return axes is [-1] ? node.Inputs[0] : null;
    }

    /// <summary>What is squared: x of Pow(x, 2) or Mul(x, x), or null.</summary>
    public static string? Squared(this PlanGraph graph, string name) =>
        graph.Made(name, "Pow") is { } power && graph.Is(power.Inputs[1], 2) ? power.Inputs[0]
        : graph.Made(name, "Mul") is { } product && product.Inputs[0] == product.Inputs[1] ? product.Inputs[0] : null;
}
