using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Two models whose scores are on one scale, added up.</summary>
/// <remarks><code>score[j] = a[j] + weight · b[j]</code></remarks>
public sealed class WeightedSumModel : IItemScorer, ISavedModel
{
    internal const string SectionKind = "weighted-sum";

    /// <summary>Puts two models together.</summary>
    /// <param name="first">One model.</param>
    /// <param name="second">The other, over the same items.</param>
    /// <param name="weight">Weight of the second.</param>
    public WeightedSumModel(IItemScorer first, IItemScorer second, float weight)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.ItemCount != second.ItemCount)
            throw new ArgumentException($"The models score {first.ItemCount} and {second.ItemCount} items; a sum needs models over the same items.");
        if (!float.IsFinite(weight))
            throw new ArgumentException($"The weight is {weight}; expected a finite number.");
        (First, Second, Weight) = (first, second, weight);
    }

    /// <summary>One model.</summary>
    public IItemScorer First { get; }

    /// <summary>The other.</summary>
    public IItemScorer Second { get; }

    /// <summary>Weight of the second.</summary>
    public float Weight { get; }

    /// <inheritdoc/>
    public int ItemCount => First.ItemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(ItemCount);
        var second = rented.AsSpan(0, ItemCount);
        First.Score(user, scores);
        Second.Score(user, second);
        TensorPrimitives.MultiplyAdd(second, Weight, scores, scores);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Weight);
        NestedModel.Write(writer, First);
        NestedModel.Write(writer, Second);
    }

    internal static WeightedSumModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        float weight = reader.ReadFloat();
        return new(NestedModel.Read<IItemScorer>(reader, SectionKind), NestedModel.Read<IItemScorer>(reader, SectionKind), weight);
    }
}
