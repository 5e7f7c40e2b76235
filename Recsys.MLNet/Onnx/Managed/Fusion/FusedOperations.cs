using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx.Managed.Ops;

namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>The operators that fusions put into a graph; none of them occurs in a file.</summary>
internal static class FusedOperations
{
    public static void Register(Action<string, Func<NodeBuild, Operation>> add)
    {
        add("Normalize", node => new LayerNormalizationOperation(-1, node.Float("epsilon", 1e-5f)));
        add("NormalizeRms", node => new RmsNormalizationOperation(-1, node.Float("epsilon", 1e-5f)));
        add("AddNormalize", node => new AddNormalizeOperation(node.Float("epsilon", 1e-5f)));
        add("Linear", LinearOperation.Of);
        add("Attend", AttentionOperation.Of);
        add("Activate", node => new UnaryOperation((Activation)node.Int("activation", 0) switch
        {
            Activation.Gelu => VectorMath.Gelu,
            Activation.GeluTanh => VectorMath.GeluTanh,
            _ => VectorMath.Silu,
        }));
    }
}
