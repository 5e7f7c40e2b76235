using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Items whose text is like the text of what the user did last, by shared terms and by vectors learned on top of them.</summary>
/// <remarks>
/// <code>score[j] = Σ_a γ^a (x(h_a)·x(j) + v(h_a)·v(j))          h_0 the last item of the history, …, a &lt; history</code>
/// Both parts are on the scale that learning added them up on.
/// </remarks>
public sealed class TextModel : IItemSimilarity, ISavedModel
{
    internal const string SectionKind = "text";

    /// <summary>Puts the parts together.</summary>
    /// <param name="terms">Weighted terms of each item.</param>
    /// <param name="vectors">A vector of each item.</param>
    /// <exception cref="ArgumentException">The parts are over different items.</exception>
    public TextModel(TfIdfModel terms, VectorProfileModel vectors)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(vectors);
        if (terms.ItemCount != vectors.ItemCount)
            throw new ArgumentException($"There are terms of {terms.ItemCount} items and vectors of {vectors.ItemCount}; expected the same items.");
        (Terms, Vectors) = (terms, vectors);
    }

    /// <summary>x: weighted terms of each item.</summary>
    public TfIdfModel Terms { get; }

    /// <summary>v: a vector of each item.</summary>
    public VectorProfileModel Vectors { get; }

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
        TensorPrimitives.Add(scores, second, scores);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public float Similarity(int from, int to) => (uint)from < (uint)ItemCount && (uint)to < (uint)ItemCount
        ? Terms.Similarity(from, to) + TensorPrimitives.Dot<float>(Vectors.Vectors.Row(from), Vectors.Vectors.Row(to))
        : 0;

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NestedModel.Write(writer, Terms);
        NestedModel.Write(writer, Vectors);
    }

    internal static TextModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(NestedModel.Read<TfIdfModel>(reader, SectionKind), NestedModel.Read<VectorProfileModel>(reader, SectionKind));
    }
}
