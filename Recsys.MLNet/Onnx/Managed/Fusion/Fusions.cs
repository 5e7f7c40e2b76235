namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>The passes over a graph that merge nodes, in order. Each leaves a graph that computes the same.</summary>
internal static class Fusions
{
    public static void Apply(PlanGraph graph)
    {
    }
}
