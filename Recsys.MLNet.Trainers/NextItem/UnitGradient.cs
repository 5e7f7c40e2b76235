using System.Numerics.Tensors;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>Backward through division by the length of each row.</summary>
/// <remarks>
/// <code>z = y/|y|          g_y = (g_z − (g_z·z) z) / |y|          the part along z changes nothing</code>
/// Shapes: units and gradients (N, D), lengths (N).
/// </remarks>
internal static class UnitGradient
{
    public static void Backward(ReadOnlySpan<float> units, ReadOnlySpan<float> lengths, Span<float> gradients, int width)
    {
        for (int i = 0, at = 0; at < gradients.Length; i++, at += width)
        {
            var g = gradients.Slice(at, width);
            var z = units.Slice(at, width);
            TensorPrimitives.MultiplyAdd(z, -TensorPrimitives.Dot<float>(g, z), g, g);
            TensorPrimitives.Multiply(g, 1 / lengths[i], g);
        }
    }
}
