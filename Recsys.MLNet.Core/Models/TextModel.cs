using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Items whose text is like the text of what the user did last, by shared terms and by vectors learned on top of them.</summary>
/// <remarks>
/// <code>score[j] = Σ_a γ^a (x(h_a)·x(j) + w v(h_a)·v(j))        h_0 the last item of the history, …, a &lt; history</code>
/// w adds the parts up as learning did. An item that came later has a vector where the encoder is saved with the model, and no terms: its score is
/// the second part.
/// </remarks>
public sealed class TextModel : IItemSimilarity, INewItemScorer, ISavedModel
{
    internal const string SectionKind = "text";

    /// <summary>Puts the parts together.</summary>
    /// <param name="terms">Weighted terms of each item.</param>
    /// <param name="vectors">A vector of each item.</param>
    /// <param name="weight">w, of the vectors against the terms, above 0.</param>
    /// <exception cref="ArgumentException">The parts are over different items, or the weight is no positive number.</exception>
    public TextModel(TfIdfModel terms, VectorProfileModel vectors, float weight)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(vectors);
        if (terms.ItemCount != vectors.ItemCount)
            throw new ArgumentException($"There are terms of {terms.ItemCount} items and vectors of {vectors.ItemCount}; expected the same items.");
        if (!(weight > 0 && float.IsFinite(weight)))
            throw new ArgumentException($"The weight of the vectors is {weight}; expected a number above 0.", nameof(weight));
        (Terms, Vectors, Weight) = (terms, vectors, weight);
    }

    /// <summary>x: weighted terms of each item.</summary>
    public TfIdfModel Terms { get; }

    /// <summary>v: a vector of each item.</summary>
    public VectorProfileModel Vectors { get; }

    /// <summary>w: what the vectors count against the terms.</summary>
    public float Weight { get; }

    /// <inheritdoc/>
    public IItemTextVectors? NewItems => Vectors.NewItems;

    /// <inheritdoc/>
    public int ItemCount => Terms.ItemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(ItemCount);
        var second = rented.AsSpan(0, ItemCount);
        Terms.Score(user, scores);
        Vectors.Score(user, second);
        TensorPrimitives.MultiplyAdd(second, Weight, scores, scores);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public float Similarity(int from, int to) => (uint)from < (uint)ItemCount && (uint)to < (uint)ItemCount
        ? Terms.Similarity(from, to) + Weight * TensorPrimitives.Dot<float>(Vectors.Vectors.Row(from), Vectors.Vectors.Row(to))
        : 0;

    /// <inheritdoc/>
    public bool NewItemRequest(in UserContext user, Span<float> request)
    {
        if (!Vectors.NewItemRequest(user, request))
            return false;
        TensorPrimitives.Multiply(request, Weight, request);
        return true;
    }

    /// <inheritdoc/>
    public float NewItemScore(ReadOnlySpan<float> request, ReadOnlySpan<float> vector) => TensorPrimitives.Dot(request, vector);

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NestedModel.Write(writer, Terms);
        NestedModel.Write(writer, Vectors);
        writer.Write(Weight);
    }

    internal static TextModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(NestedModel.Read<TfIdfModel>(reader, SectionKind), NestedModel.Read<VectorProfileModel>(reader, SectionKind), reader.ReadFloat());
    }
}
