namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>Scaled dot-product attention with all the turning around it.</summary>
/// <remarks><code>softmax(scale·Q·Kᵀ + mask)·V</code>
/// Splitting into heads and turning back is read as strides, so neither moves memory. Inputs of the merged operator: Q, K, V, mask (perhaps omitted).</remarks>
internal static class Attentions
{
    public static PlanNode? Match(PlanGraph graph, PlanNode node)
    {
        var product = node;
        var layout = HeadLayout.Heads;
        if (node.Is("Transpose") && node.Ints("perm") is [0, 2, 1, 3] && graph.MadeOnce(node.Inputs[0], "MatMul") is { } inner)
            (product, layout) = (inner, HeadLayout.Turned);
        else if (!node.Is("MatMul"))
            return null;
        if (graph.MadeOnce(product.Inputs[0], "Softmax") is not { } softmax || softmax.Int("axis", -1) is not (-1 or 3) || (graph.OperatorSet < 13 && softmax.Int("axis", 1) != 3))
            return null;
        var (scores, mask) = Masked(graph, softmax.Inputs[0]);
        var (similarity, scale) = Scaled(graph, scores);
        if (graph.MadeOnce(similarity, "MatMul") is not { } dots)
            return null;
        var query = Source(graph, dots.Inputs[0]);
        var key = Keys(graph, dots.Inputs[1]);
        var value = Source(graph, product.Inputs[1]);
        // Heads are proved by a reshape or by four dimensions; without one of them it may be any product.
        if (query is null || key is null || value is null)
            return null;
        long heads = Math.Max(query.Value.Heads, Math.Max(key.Value.Heads, value.Value.Heads));
        if (heads == 0 || new[] { query.Value.Heads, key.Value.Heads, value.Value.Heads }.Any(count => count != 0 && count != heads))
            return null;
        return PlanNode.Merged("Attend", node, [query.Value.Name, key.Value.Name, value.Value.Name, mask ?? ""],
            ("heads", heads), ("scale", scale), ("query", (long)query.Value.Layout), ("key", (long)key.Value.Layout), ("value", (long)value.Value.Layout), ("out", (long)layout));
    }

    /// <summary>A result turned to (batch, tokens, heads, width) and then joined to (batch, tokens, heads · width).</summary>
    public static PlanNode? MatchFlattened(PlanGraph graph, PlanNode node)
    {
        if (!node.Is("Reshape") || graph.Uses(node.Inputs[0]) != 1 || graph.Maker(node.Inputs[0]) is not { Domain: PlanNode.Fused, Operator: "Attend" } attend
            || attend.Int("out", 0) != (long)HeadLayout.Turned || Target(graph, node.Inputs[1]) is not { Length: 3 } target || target[2] is null or <= 0)
            return null;
        return PlanNode.Merged("Attend", node, attend.Inputs, [.. attend.Attributes.Where(a => a.Key is not ("out" or "width")).Select(a => (a.Key, a.Value)),
            ("out", (long)HeadLayout.Rows), ("width", target[2]!.Value)]);
    }

    private static (string Scores, string? Mask) Masked(PlanGraph graph, string name)
    {
        if (graph.MadeOnce(name, "Add") is { } sum)
            foreach (var (scores, mask) in sum.Orders())
                if (graph.MadeOnce(Scaled(graph, scores).Name, "MatMul") is not null)
                    return (scores, mask);
        return (name, null);
    }

    private static (string Name, float Scale) Scaled(PlanGraph graph, string name)
    {
        if (graph.MadeOnce(name, "Div") is { } quotient && graph.Number(quotient.Inputs[1]) is { } by && by != 0)
            return (quotient.Inputs[0], 1 / by);
        if (graph.MadeOnce(name, "Mul") is { } product)
            foreach (var (x, factor) in product.Orders())
                if (graph.Number(factor) is { } times)
                    return (x, times);
        return (name, 1);
    }

    /// <summary>Where a (batch, heads, tokens, width) value comes from; heads is 0 where only the run knows.</summary>
    private static (string Name, HeadLayout Layout, long Heads)? Source(PlanGraph graph, string name) =>
        Split(graph, name, [0, 2, 1, 3]) is { } split ? (split.Name, HeadLayout.Rows, split.Heads) : (name, HeadLayout.Heads, 0);

    /// <summary>Where a (batch, heads, width, tokens) value comes from.</summary>
    private static (string Name, HeadLayout Layout, long Heads)? Keys(PlanGraph graph, string name)
    {
        if (Split(graph, name, [0, 2, 3, 1]) is { } split)
            return (split.Name, HeadLayout.Rows, split.Heads);
        if (graph.Made(name, "Transpose") is { } transpose && transpose.Ints("perm") is [0, 1, 3, 2])
            return Source(graph, transpose.Inputs[0]);
        return (name, HeadLayout.Transposed, 0);
    }

    /// <summary>A projection (batch, tokens, heads · width) split into heads and turned in that order.</summary>
    private static (string Name, long Heads)? Split(PlanGraph graph, string name, int[] order)
    {
        if (graph.Made(name, "Transpose") is not { } transpose || transpose.Ints("perm")?.SequenceEqual(order) != true
            || graph.Made(transpose.Inputs[0], "Reshape") is not { } reshape || Target(graph, reshape.Inputs[1]) is not { Length: 4 } target
            || target[2] is not > 0 || target[3] is not > 0 || graph.Maker(reshape.Inputs[0]) is not { Domain: PlanNode.Fused, Operator: "Linear" })
            return null;
        return (reshape.Inputs[0], target[2]!.Value);
    }

    /// <summary>
    /// The sizes that a reshape asks for when the first two are batch and tokens as they are: kept (0), worked out (−1) or read
    /// from the shape of a value at the same axis (null here). Null where that cannot be seen.
    /// </summary>
    private static long?[]? Target(PlanGraph graph, string name)
    {
        if (graph.Longs(name) is { } fixedSizes)
            return fixedSizes.Length >= 3 && fixedSizes[0] is 0 or -1 && fixedSizes[1] is 0 or -1 ? [.. fixedSizes.Select(size => (long?)size)] : null;
        if (graph.Made(name, "Concat") is not { } concat)
            return null;
        var sizes = new List<long?>();
        foreach (string part in concat.Inputs)
        {
            if (graph.Longs(part) is { } known)
                sizes.AddRange(known.Select(size => (long?)size));
            else if (sizes.Count < 2 && IsSize(graph, part, sizes.Count))
                sizes.Add(null);
            else
                return null;
        }
        return sizes.Count >= 3 && sizes[0] is null or 0 or -1 && sizes[1] is null or 0 or -1 ? [.. sizes] : null;
    }

    private static bool IsSize(PlanGraph graph, string name, long axis) =>
        graph.Made(name, "Unsqueeze") is { } unsqueeze && graph.Made(unsqueeze.Inputs[0], "Gather") is { } gather
        && graph.Made(gather.Inputs[0], "Shape") is not null && graph.Longs(gather.Inputs[1]) is [var index] && index == axis;
}
