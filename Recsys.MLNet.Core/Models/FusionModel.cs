using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Two models put together without learning: each score divided by the largest of its list, added up.</summary>
/// <remarks>
/// <code>score[j] = a[j] / max a + b[j] / max b     for j in top(a) ∪ top(b), else 0</code>
/// The lists hold the best <see cref="Depth"/> items with a positive score that the user has not had yet. An item that came later, whose vector one of the
/// models makes, scores the cosine of that vector with what the user looks for: at most what the best of one list has.
/// </remarks>
public sealed class FusionModel : INewItemScorer, ISavedModel
{
    internal const string SectionKind = "fusion";

    /// <summary>Puts two models together.</summary>
    /// <param name="first">One model.</param>
    /// <param name="second">The other, over the same items.</param>
    /// <param name="depth">Length of each list.</param>
    public FusionModel(IItemScorer first, IItemScorer second, int depth)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        if (first.ItemCount != second.ItemCount)
            throw new ArgumentException($"The models score {first.ItemCount} and {second.ItemCount} items; fusion needs models over the same items.");
        (First, Second, Depth) = (first, second, depth);
    }

    /// <summary>One model.</summary>
    public IItemScorer First { get; }

    /// <summary>The other.</summary>
    public IItemScorer Second { get; }

    /// <summary>Length of each list.</summary>
    public int Depth { get; }

    /// <inheritdoc/>
    public int ItemCount => First.ItemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        float[] a = ArrayPool<float>.Shared.Rent(ItemCount), b = ArrayPool<float>.Shared.Rent(ItemCount);
        int[] listA = ArrayPool<int>.Shared.Rent(Depth), listB = ArrayPool<int>.Shared.Rent(Depth);
        try
        {
            var sa = a.AsSpan(0, ItemCount);
            var sb = b.AsSpan(0, ItemCount);
            First.Score(user, sa);
            Second.Score(user, sb);
            var topA = List(user, sa, listA.AsSpan(0, Depth));
            var topB = List(user, sb, listB.AsSpan(0, Depth));
            float scaleA = topA.IsEmpty ? 0 : 1 / sa[topA[0]], scaleB = topB.IsEmpty ? 0 : 1 / sb[topB[0]];
            scores.Clear();
            foreach (int item in topA)
                scores[item] = sa[item] * scaleA + Positive(sb[item]) * scaleB;
            foreach (int item in topB)
                scores[item] = Positive(sa[item]) * scaleA + sb[item] * scaleB;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(a);
            ArrayPool<float>.Shared.Return(b);
            ArrayPool<int>.Shared.Return(listA);
            ArrayPool<int>.Shared.Return(listB);
        }
    }

    /// <inheritdoc/>
    public IItemTextVectors? NewItems => ForNew?.NewItems;

    /// <inheritdoc/>
    public bool NewItemRequest(in UserContext user, Span<float> request)
    {
        if (ForNew?.NewItemRequest(user, request) != true)
            return false;
        TensorPrimitives.Divide(request, TensorPrimitives.Norm(request), request);
        return true;
    }

    /// <inheritdoc/>
    public float NewItemScore(ReadOnlySpan<float> request, ReadOnlySpan<float> vector) => TensorPrimitives.Norm(vector) is > 0 and var length ? TensorPrimitives.Dot(request, vector) / length : 0;

    private INewItemScorer? ForNew => First is INewItemScorer { NewItems: not null } first ? first : Second is INewItemScorer { NewItems: not null } second ? second : null;

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Depth);
        NestedModel.Write(writer, First);
        NestedModel.Write(writer, Second);
    }

    internal static FusionModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        int depth = reader.ReadInt();
        return new(NestedModel.Read<IItemScorer>(reader, SectionKind), NestedModel.Read<IItemScorer>(reader, SectionKind), depth);
    }

    private static float Positive(float score) => score > 0 ? score : 0;

    private static ReadOnlySpan<int> List(in UserContext user, Span<float> scores, Span<int> into)
    {
        foreach (int item in user.Items)
            if ((uint)item < (uint)scores.Length)
                scores[item] = CandidateScores.Excluded;
        for (int i = 0; i < scores.Length; i++)
            if (scores[i] <= 0)
                scores[i] = CandidateScores.Excluded; // most items: no evidence, no place in the list
        return into[..TopItems.Select(scores, new TieOrder(1, user.User), into)];
    }
}
