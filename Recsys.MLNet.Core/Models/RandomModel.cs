using Recsys.MLNet.Metrics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Scores drawn at random for the seed, the user and the length of their history: the floor under every floor.</summary>
public sealed class RandomModel(int itemCount, int seed) : IItemScorer, ISavedModel
{
    internal const string SectionKind = "random";

    /// <inheritdoc/>
    public int ItemCount { get; } = itemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        var draw = new TieOrder(~seed, ((long)user.User << 32) ^ user.Items.Length);
        for (int i = 0; i < scores.Length; i++)
            scores[i] = (draw.KeyOf(i) >> 40) * (1.0f / (1 << 24));
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ItemCount);
        writer.Write(seed);
    }

    internal static RandomModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(reader.ReadInt(), reader.ReadInt());
    }
}
