using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A factorization of ratings: its numbers are ratings, kept within the scale it was fitted on.</summary>
/// <remarks>
/// <code>rating(u, i) = min(highest, max(lowest, mean + b_u + b_i + p_u·q_i))</code>
/// As a scorer of all items it does not cut off, so that items above the scale keep their order.
/// </remarks>
public sealed class RatingModel(FactorModel factors, float lowest, float highest) : IItemScorer, IPairScorer, IRatingPredictor, ISavedModel
{
    /// <summary>Kind of the section a rating model is saved as.</summary>
    public const string SectionKind = "ratings";

    /// <summary>Vectors and biases.</summary>
    public FactorModel Factors { get; } = factors;

    /// <summary>The lowest rating of the fit.</summary>
    public float Lowest { get; } = lowest;

    /// <summary>The highest rating of the fit.</summary>
    public float Highest { get; } = highest;

    /// <inheritdoc/>
    public int ItemCount => Factors.ItemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public float Predict(int user, int item) => Math.Clamp(Factors.Predict(user, item), Lowest, Highest);

    /// <inheritdoc/>
    public float Score(in UserContext user, int item) => Factors.Score(user, item);

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores) => Factors.Score(user, scores);

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Lowest);
        writer.Write(Highest);
        Factors.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RatingModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        var (lowest, highest) = (reader.ReadFloat(), reader.ReadFloat());
        return lowest <= highest
            ? new(FactorModel.ReadValues(reader), lowest, highest)
            : throw new ModelFormatException($"The section '{SectionKind}' has a scale from {lowest} to {highest}. The file is damaged; save or download it again.");
    }
}
