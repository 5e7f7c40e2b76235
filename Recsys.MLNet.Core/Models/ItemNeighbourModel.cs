using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Items score the items whose nearest neighbours they are.</summary>
/// <remarks>
/// <code>score[j] = Σ_i x_i^e · s(j, i)  over the i among the k nearest neighbours of j        x the user's history</code>
/// Row i of <see cref="Targets"/> holds the items j that count i among their neighbours, ascending. The history is all there is to a
/// user, so that new users and new interactions need no fold-in.
/// </remarks>
public sealed class ItemNeighbourModel : IItemScorer, ISavedModel
{
    /// <summary>Kind of the section an item neighbour model is saved as.</summary>
    public const string SectionKind = "item-neighbours";

    private readonly float _weightExponent;

    internal ItemNeighbourModel(SparseRows targets, float weightExponent)
    {
        if (targets.Rows != targets.ColumnCount)
            throw new ModelFormatException($"Neighbours have {targets.Rows} rows and {targets.ColumnCount} columns; expected as many of both.");
        (Targets, _weightExponent) = (targets, weightExponent);
    }

    /// <summary>For each item the items it speaks for, and how strongly.</summary>
    public SparseRows Targets { get; }

    /// <inheritdoc/>
    public int ItemCount => Targets.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        int length = user.Items.Length;
        Span<int> items = length <= 256 ? stackalloc int[length] : new int[length];
        Span<float> weights = length <= 256 ? stackalloc float[length] : new float[length];
        int count = HistoryItems.Merge(user, ItemCount, lastCounts: false, items, weights);
        scores.Clear();
        for (int i = 0; i < count; i++)
        {
            float weight = MathF.Pow(weights[i], _weightExponent);
            var targets = Targets.ColumnsOf(items[i]);
            var values = Targets.ValuesOf(items[i]);
            for (int n = 0; n < targets.Length; n++)
                scores[targets[n]] += weight * values[n];
        }
    }

    /// <summary>How strongly an item of the history speaks for another: what "because you viewed A" rests on.</summary>
    public float Similarity(int from, int to)
    {
        if ((uint)from >= (uint)ItemCount)
            return 0;
        int at = Targets.ColumnsOf(from).BinarySearch(to);
        return at < 0 ? 0 : Targets.ValuesOf(from)[at];
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Targets.Write(writer);
        writer.Write(_weightExponent);
    }

    internal static ItemNeighbourModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(SparseRows.Read(reader), reader.ReadFloat());
    }
}
