using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Items whose vectors are near those of what the user did last.</summary>
/// <remarks>
/// <code>
/// p        = Σ_a γ^a · v(h_a)        h_0 the last item of the history, …, a &lt; history
/// score[j] = p·v(j)
/// </code>
/// Shapes: vectors (N, D). With vectors of unit length a score is a sum of cosines. One pass over the table per request. With an encoder it also scores items that came
/// later, from their texts.
/// </remarks>
public sealed class VectorProfileModel : IVectorScorer, INewItemScorer, ISavedModel
{
    internal const string SectionKind = "vector-profile";

    /// <summary>A model over item vectors, which are not copied.</summary>
    /// <param name="vectors">Row i: the vector of item i.</param>
    /// <param name="history">How many of the last items count.</param>
    /// <param name="decay">γ, the weight of an item against the one after it, 0..1.</param>
    /// <param name="newItems">The encoder that the vectors come from, saved with the model; null when items that come later have no vector.</param>
    public VectorProfileModel(RowMatrix vectors, int history, float decay, IItemTextVectors? newItems = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(history);
        if (decay is not (>= 0 and <= 1))
            throw new ArgumentException($"decay is {decay}; expected 0 to 1.");
        if (newItems is not null && newItems.Dimensions != vectors.Columns)
            throw new ArgumentException($"The encoder makes vectors of {newItems.Dimensions} numbers; the items have {vectors.Columns}. Encode both with the same encoder.");
        (Vectors, History, Decay, NewItems) = (vectors, history, decay, newItems);
    }

    /// <summary>Row i: the vector of item i.</summary>
    public RowMatrix Vectors { get; }

    /// <summary>How many of the last items count.</summary>
    public int History { get; }

    /// <summary>γ, the weight of an item against the one after it.</summary>
    public float Decay { get; }

    /// <inheritdoc/>
    public IItemTextVectors? NewItems { get; }

    /// <inheritdoc/>
    public int ItemCount => Vectors.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 2;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        Span<float> profile = Vectors.Columns <= 1024 ? stackalloc float[Vectors.Columns] : new float[Vectors.Columns];
        Profile(user, profile);
        RowScores.Compute(profile, Vectors.Values, scores);
    }

    /// <summary>p, (D); zero for a user without known items.</summary>
    public void Profile(in UserContext user, Span<float> profile)
    {
        profile.Clear();
        float weight = 1;
        int oldest = Math.Max(0, user.Items.Length - History);
        for (int a = user.Items.Length - 1; a >= oldest; a--, weight *= Decay)
            if ((uint)user.Items[a] < (uint)Vectors.Rows)
                TensorPrimitives.MultiplyAdd(Vectors.Row(user.Items[a]), weight, profile, profile);
    }

    /// <inheritdoc/>
    public bool NewItemRequest(in UserContext user, Span<float> request)
    {
        Profile(user, request);
        return request.ContainsAnyExcept(0f);
    }

    /// <inheritdoc/>
    public float NewItemScore(ReadOnlySpan<float> request, ReadOnlySpan<float> vector) => TensorPrimitives.Dot(request, vector);

    int IVectorScorer.VectorLength => Vectors.Columns;

    void IVectorScorer.ItemVector(int item, Span<float> vector) => Vectors.Row(item).CopyTo(vector);

    float IVectorScorer.RequestVector(in UserContext user, Span<float> vector) => NewItemRequest(user, vector) ? 0 : float.NaN;

    float IVectorScorer.Product(ReadOnlySpan<float> request, int item) => TensorPrimitives.Dot(request, Vectors.Row(item));

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Vectors.Rows);
        writer.Write(Vectors.Columns);
        writer.Write<float>(Vectors.Values);
        writer.Write(History);
        writer.Write(Decay);
        writer.Write(NewItems is not null);
        if (NewItems is not null)
            NestedModel.Write(writer, NewItems);
    }

    internal static VectorProfileModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 2);
        int rows = reader.ReadInt(), columns = reader.ReadInt();
        float[] values = reader.ReadArray<float>();
        if (rows < 0 || columns < 0 || (long)rows * columns != values.Length)
            throw new ModelFormatException($"The section '{SectionKind}' holds {values.Length} values; expected {rows} rows x {columns} columns. The file is damaged.");
        var (history, decay) = (reader.ReadInt(), reader.ReadFloat());
        return new(new RowMatrix(rows, columns, values), history, decay, reader.Version >= 2 && reader.ReadBool() ? NestedModel.Read<IItemTextVectors>(reader, SectionKind) : null);
    }
}
