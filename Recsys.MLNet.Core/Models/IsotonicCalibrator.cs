using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A rising curve through the data: linear between the middles of its steps, flat outside.</summary>
/// <remarks>For thousands of rows, whatever the shape. Zadrozny and Elkan 2002, "Transforming classifier scores into accurate multiclass probability estimates".</remarks>
public sealed class IsotonicCalibrator : IScoreCalibrator
{
    /// <summary>The section's kind.</summary>
    public const string SectionKind = "calibrator-isotonic";

    private readonly double[] _scores;
    private readonly double[] _probabilities;

    /// <summary>A curve through points.</summary>
    /// <param name="scores">Rising.</param>
    /// <param name="probabilities">Not falling, in 0..1, one for each score.</param>
    public IsotonicCalibrator(double[] scores, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (scores.Length == 0 || scores.Length != probabilities.Length)
            throw new ArgumentException($"There are {scores.Length} scores and {probabilities.Length} probabilities; a curve needs as many of both, and at least one.");
        for (int i = 0; i < scores.Length; i++)
            if (!double.IsFinite(scores[i]) || !(probabilities[i] is >= 0 and <= 1) || (i > 0 && (scores[i] <= scores[i - 1] || probabilities[i] < probabilities[i - 1])))
                throw new ArgumentException($"Point {i} ({scores[i]}, {probabilities[i]}) breaks the curve: scores must rise, probabilities must not fall and lie in 0..1.");
        _scores = scores;
        _probabilities = probabilities;
    }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public double Probability(double score)
    {
        int at = Array.BinarySearch(_scores, score);
        double p;
        if (at >= 0)
            p = _probabilities[at];
        else if (~at == 0)
            p = _probabilities[0];
        else if (~at == _scores.Length)
            p = _probabilities[^1];
        else
            p = Between(~at, score);
        return Math.Clamp(p, 1e-9, 1 - 1e-9); // the logarithm of a probability must be finite
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write<double>(_scores);
        writer.Write<double>(_probabilities);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IsotonicCalibrator Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        try
        {
            return new(reader.ReadArray<double>(), reader.ReadArray<double>());
        }
        catch (ArgumentException damaged)
        {
            throw new ModelFormatException($"The section '{SectionKind}' is damaged: {damaged.Message}", damaged);
        }
    }

    private double Between(int after, double score)
    {
        double share = (score - _scores[after - 1]) / (_scores[after] - _scores[after - 1]);
        return _probabilities[after - 1] + share * (_probabilities[after] - _probabilities[after - 1]);
    }
}
