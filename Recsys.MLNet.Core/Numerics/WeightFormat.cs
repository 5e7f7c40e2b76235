namespace Recsys.MLNet.Numerics;

/// <summary>How a <see cref="PackedMatrix"/> keeps its values; sums are always in single precision.</summary>
/// <remarks>The 16-bit formats halve the memory that one row times a matrix has to stream, which is what bounds it.</remarks>
public enum WeightFormat
{
    /// <summary>32 bits, exact.</summary>
    Float32,

    /// <summary>bfloat16: the range of a float, 8 significant bits (relative rounding up to 2⁻⁸).</summary>
    Brain16,

    /// <summary>IEEE half: 11 significant bits, magnitudes up to 65,504; larger ones are clamped.</summary>
    Half16,
}
