namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>The passes over a graph that merge nodes, in order. Each leaves a graph that computes the same up to rounding.</summary>
/// <remarks>
/// A pass only ever replaces the last node of a pattern by one that reads the pattern's inputs. What the others computed
/// stays for whoever else reads it, and goes away when nobody does, so a pattern needs no proof that it is alone.
/// </remarks>
internal static class Fusions
{
    public static void Apply(PlanGraph graph)
    {
        Identities.Remove(graph);
        Replace(graph, Normalizations.Match);
        Replace(graph, ActivationPatterns.Match);
        Replace(graph, Linears.Match);
        Replace(graph, Linears.MatchActivated);
        Replace(graph, Attentions.Match);
        Replace(graph, Attentions.MatchFlattened);
        JointProjections.Apply(graph);
        Replace(graph, Residuals.Match);
    }

    private static void Replace(PlanGraph graph, Func<PlanGraph, PlanNode, PlanNode?> match) =>
        graph.Replace(graph.Nodes.Select(node => match(graph, node) ?? node));
}
