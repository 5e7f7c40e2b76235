using System.Numerics.Tensors;

namespace Recsys.MLNet.Numerics;

/// <summary>A row divided by its length, and the gradient of that.</summary>
/// <remarks>
/// <code>
/// y = x / |x|          dx = (dy − y·(y·dy)) / |x|
/// </code>
/// A row of zeros stays zeros and gets no gradient.
/// </remarks>
internal static class UnitRows
{
    /// <summary>Divides in place; returns the length, 0 for a row of zeros.</summary>
    public static float Normalize(Span<float> row)
    {
        float length = TensorPrimitives.Norm<float>(row);
        if (!(length > 1e-12f))
        {
            row.Clear();
            return 0;
        }
        TensorPrimitives.Multiply(row, 1 / length, row);
        return length;
    }

    /// <summary>Turns the gradient of the unit row into that of the row, in place.</summary>
    public static void Gradient(ReadOnlySpan<float> unit, float length, Span<float> gradient)
    {
        if (length == 0)
        {
            gradient.Clear();
            return;
        }
        Lanes.AddScaled(gradient, unit, -Lanes.Dot(unit, gradient));
        TensorPrimitives.Multiply(gradient, 1 / length, gradient);
    }
}
