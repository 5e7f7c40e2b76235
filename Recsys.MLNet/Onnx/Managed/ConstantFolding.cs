namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Runs nodes whose inputs are all constant once, at load.</summary>
internal static class ConstantFolding
{
    private const int AlwaysAllowed = 1 << 16;

    public static void Apply(PlanGraph graph)
    {
        var left = new List<PlanNode>();
        foreach (var node in graph.Nodes)
            if (!TryFold(graph, node))
                left.Add(node);
        graph.Replace(left);
    }

    private static bool TryFold(PlanGraph graph, PlanNode node)
    {
        if (!node.Inputs.All(name => name.Length == 0 || graph.Constant(name) is not null))
            return false;
        // A few bytes of a hostile file could ask for gigabytes: a result may not be far larger than what it is made from.
        long limit = Math.Max(AlwaysAllowed, 4 * node.Inputs.Where(name => name.Length > 0).Sum(name => (long)graph.Constant(name)!.Count));
        var plan = Plan.OfOne(graph, node);
        var frame = new Frame(plan, limit);
        try
        {
            frame.Run(CancellationToken.None);
        }
        catch (InvalidDataException)
        {
            return false; // it will say so again, with the real inputs, if a run gets there
        }
        for (int i = 0; i < node.Outputs.Length; i++)
            if (plan.Outputs[i] >= 0 && frame[plan.Outputs[i]] is { HasMemory: true } made)
                graph.Add(node.Outputs[i], new(Keep(made)));
        return true;
    }

    private static Tensor Keep(Tensor made) => Tensor.Constant(made.Type, made.Dims, made.Storage switch
    {
        Storage.Floats => Buffer.Foreign(made.Floats.ToArray()),
        Storage.Longs => Buffer.Foreign(made.Longs.ToArray()),
        _ => Buffer.Foreign(made.Bytes.ToArray()),
    });
}
