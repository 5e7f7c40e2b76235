namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>The operators that fusions put into a graph; none of them occurs in a file.</summary>
internal static class FusedOperations
{
    public static void Register(Action<string, Func<NodeBuild, Operation>> add)
    {
    }
}
