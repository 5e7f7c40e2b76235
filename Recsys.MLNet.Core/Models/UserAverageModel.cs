using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Predicts every rating of a user as the mean of the ratings they gave; the mean of all for an unknown user.</summary>
public sealed class UserAverageModel(float[] averages, float overall, int itemCount) : IItemScorer, IRatingPredictor, ISavedModel
{
    internal const string SectionKind = "user-average";

    /// <inheritdoc/>
    public int ItemCount { get; } = itemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public float Predict(int user, int item) => (uint)user < (uint)averages.Length ? averages[user] : overall;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores) => scores.Fill(Predict(user.User, 0));

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write<float>(averages);
        writer.Write(overall);
        writer.Write(ItemCount);
    }

    internal static UserAverageModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(reader.ReadArray<float>(), reader.ReadFloat(), reader.ReadInt());
    }
}
