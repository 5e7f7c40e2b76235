using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A sigmoid over the score: <c>p = 1 / (1 + exp(a·s + b))</c>.</summary>
/// <remarks>Two numbers, for little data and scores that are off by a slope. Platt 1999, "Probabilistic outputs for support vector machines".</remarks>
public sealed class PlattCalibrator(double a, double b) : IScoreCalibrator
{
    /// <summary>The section's kind.</summary>
    public const string SectionKind = "calibrator-platt";

    /// <summary>Slope; negative where a higher score means more likely.</summary>
    public double A { get; } = a;

    /// <summary>Offset.</summary>
    public double B { get; } = b;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public double Probability(double score) => Math.Clamp(1 / (1 + Math.Exp(A * score + B)), 1e-9, 1 - 1e-9);

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(A);
        writer.Write(B);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PlattCalibrator Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        return new(reader.ReadDouble(), reader.ReadDouble());
    }
}
