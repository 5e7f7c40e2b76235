namespace Recsys.MLNet.Onnx;

/// <summary>Whether a value fits a declared input.</summary>
internal static class InputCheck
{
    public static void Fits(OnnxPort port, OnnxValue? value)
    {
        if (value is null)
            throw new ArgumentException($"The input {port} was given null; give a tensor.");
        if (value.IsFloat != OnnxValue.Holds(port.Type))
            throw new ArgumentException($"The input {port} was given {value.Type}; give {(value.IsFloat ? "whole numbers" : "floats")}.");
        if (port.Shape is null)
            return;
        if (port.Shape.Count != value.Shape.Length)
            throw new ArgumentException($"The input {port} was given the shape [{string.Join(", ", value.Shape.ToArray())}]; the number of dimensions differs.");
        for (int i = 0; i < port.Shape.Count; i++)
            if (port.Shape[i].Size is >= 0 and var wanted && wanted != value.Shape[i])
                throw new ArgumentException($"The input {port} was given the shape [{string.Join(", ", value.Shape.ToArray())}]; dimension {i} must be {wanted}.");
    }
}
