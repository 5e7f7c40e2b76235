using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Item to item: what usually follows what the user did last.</summary>
/// <remarks>
/// <code>score[j] = Σ_a γ^a · s(h_a, j)          h_0 the last item of the history, h_1 the one before, …, a &lt; history</code>
/// s from <c>CooccurrenceTrainer</c>; it has a direction, s(i, j) ≠ s(j, i). Neighbours of an item stand best first.
/// </remarks>
public sealed class CooccurrenceModel(SparseRows neighbours, int history, float decay) : IItemSimilarity, ISavedModel
{
    internal const string SectionKind = "item-knn";

    /// <summary>Row i: the items that go with item i and how strongly, best first.</summary>
    public SparseRows Neighbours { get; } = neighbours;

    /// <summary>How many of the last items count.</summary>
    public int History { get; } = history;

    /// <summary>γ, the weight of an item against the one after it.</summary>
    public float Decay { get; } = decay;

    /// <inheritdoc/>
    public int ItemCount => Neighbours.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        scores.Clear();
        float weight = 1;
        int oldest = Math.Max(0, user.Items.Length - History);
        for (int a = user.Items.Length - 1; a >= oldest; a--, weight *= Decay)
        {
            int item = user.Items[a];
            if ((uint)item >= (uint)Neighbours.Rows)
                continue; // an item that came after the fit has no neighbours yet
            var columns = Neighbours.ColumnsOf(item);
            var values = Neighbours.ValuesOf(item);
            for (int i = 0; i < columns.Length; i++)
                scores[columns[i]] += weight * values[i];
        }
    }

    /// <summary>How strongly one item leads to another: what "because you viewed A" rests on.</summary>
    public float Similarity(int from, int to)
    {
        if ((uint)from >= (uint)Neighbours.Rows)
            return 0;
        int at = Neighbours.ColumnsOf(from).IndexOf(to);
        return at < 0 ? 0 : Neighbours.ValuesOf(from)[at];
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Neighbours.Write(writer);
        writer.Write(History);
        writer.Write(Decay);
    }

    internal static CooccurrenceModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(SparseRows.Read(reader), reader.ReadInt(), reader.ReadFloat());
    }
}
