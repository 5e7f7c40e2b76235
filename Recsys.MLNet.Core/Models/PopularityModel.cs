using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>One score for each item, the same for everybody: counts, or counts that fade with age.</summary>
public sealed class PopularityModel(float[] itemScores) : IItemScorer, ISavedModel
{
    internal const string SectionKind = "popularity";

    /// <summary>(items) score of each item.</summary>
    public ReadOnlySpan<float> ItemScores => itemScores;

    /// <inheritdoc/>
    public int ItemCount => itemScores.Length;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores) => ItemScores.CopyTo(scores);

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ItemScores);
    }

    internal static PopularityModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(reader.ReadArray<float>());
    }
}
