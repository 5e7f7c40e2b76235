using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Every item scores every other by a learned weight, positive or negative.</summary>
/// <remarks>
/// <code>score[j] = Σ_i x_i^e · B[i, j]        x the user's history, B[j, j] = 0</code>
/// Shapes: B (N, N). The history is all there is to a user, so that new users and new interactions need no fold-in.
/// </remarks>
public sealed class LinearItemModel : IItemScorer, ISavedModel
{
    /// <summary>Kind of the section a linear item model is saved as.</summary>
    public const string SectionKind = "linear-items";

    private readonly float _weightExponent;

    /// <summary>A model over fitted weights, which are not copied.</summary>
    /// <param name="weights">B, (N, N).</param>
    /// <param name="weightExponent">e: 0 counts every item of the history once.</param>
    public LinearItemModel(RowMatrix weights, float weightExponent)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rows != weights.Columns)
            throw new ArgumentException($"weights are {weights.Rows} x {weights.Columns}; expected as many rows as columns.");
        (Weights, _weightExponent) = (weights, weightExponent);
    }

    /// <summary>B, (N, N).</summary>
    public RowMatrix Weights { get; }

    /// <inheritdoc/>
    public int ItemCount => Weights.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        int[] items = new int[user.Items.Length];
        float[] weights = new float[user.Items.Length];
        int count = HistoryItems.Merge(user, ItemCount, lastCounts: false, items, weights);
        scores.Clear();
        for (int i = 0; i < count; i++)
            Lanes.AddScaled(scores, Weights.Row(items[i]), MathF.Pow(weights[i], _weightExponent));
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ItemCount);
        writer.Write(_weightExponent);
        writer.Write<float>(Weights.Values);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LinearItemModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        int items = reader.ReadInt();
        float exponent = reader.ReadFloat();
        float[] values = reader.ReadArray<float>();
        return items >= 0 && values.LongLength == (long)items * items
            ? new(new RowMatrix(items, items, values), exponent)
            : throw new ModelFormatException($"The section '{SectionKind}' holds {values.Length} weights for {items} items; expected {(long)items * items}. The file is damaged; save or download it again.");
    }
}
