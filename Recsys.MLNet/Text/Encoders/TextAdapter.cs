using System.Numerics.Tensors;
using Recsys.MLNet.Components;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>A low-rank correction of a frozen encoder's vectors, learned from behaviour.</summary>
/// <remarks>
/// <code>y = x + (xA)B          z = y / |y|</code>
/// Shapes: x (D), A (D, R), B (R, D), R far below D. With B = 0, where training begins, z is x / |x|.
/// Hu et al. 2022, "LoRA", §4.1, on the output instead of the layers within: the encoder runs once, and vectors of before can be corrected without it.
/// </remarks>
public sealed class TextAdapter : ISavedModel
{
    internal const string SectionKind = "text-adapter";

    /// <summary>An adapter over an encoder's vectors.</summary>
    /// <param name="encoder">Id of the encoder.</param>
    /// <param name="down">A.</param>
    /// <param name="up">B.</param>
    public TextAdapter(string encoder, RowMatrix down, RowMatrix up)
    {
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        ArgumentNullException.ThrowIfNull(down);
        ArgumentNullException.ThrowIfNull(up);
        if (down.Rows != up.Columns || down.Columns != up.Rows || down.Rows == 0 || down.Columns == 0)
            throw new ArgumentException($"A is {down.Rows} x {down.Columns} and B {up.Rows} x {up.Columns}; expected width x rank and rank x width.");
        (Encoder, Down, Up) = (encoder, down, up);
    }

    /// <summary>Id of the encoder whose vectors it corrects.</summary>
    public string Encoder { get; }

    /// <summary>A, (D, R).</summary>
    public RowMatrix Down { get; }

    /// <summary>B, (R, D).</summary>
    public RowMatrix Up { get; }

    /// <summary>Length of the vectors, D.</summary>
    public int Dimensions => Down.Rows;

    /// <summary>R.</summary>
    public int Rank => Down.Columns;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <summary>Corrects vectors in place, (texts, D).</summary>
    public void Apply(Span<float> vectors)
    {
        if (vectors.Length % Dimensions != 0)
            throw new ArgumentException($"vectors holds {vectors.Length} values; expected a multiple of {Dimensions}.");
        var low = new float[Rank];
        for (int at = 0; at < vectors.Length; at += Dimensions)
        {
            var x = vectors.Slice(at, Dimensions);
            low.AsSpan().Clear();
            for (int i = 0; i < x.Length; i++)
                TensorPrimitives.MultiplyAdd(Down.Row(i), x[i], low, low);
            for (int r = 0; r < low.Length; r++)
                TensorPrimitives.MultiplyAdd(Up.Row(r), low[r], x, x);
            if (TensorPrimitives.Norm<float>(x) is > 0 and var norm)
                TensorPrimitives.Multiply(x, 1 / norm, x);
        }
    }

    /// <summary>Writes the adapter to a file, whole or not at all: usually <c>adapter.bin</c> beside the model.</summary>
    public void Save(string path) => Data.AtomicFile.Write(path, stream => ModelSections.Save(this, stream));

    /// <summary>Reads an adapter that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The file is no adapter, or damaged.</exception>
    public static TextAdapter Load(string path)
    {
        ComponentKinds.Register();
        using var file = File.OpenRead(path);
        return ModelSections.Load<TextAdapter>(file);
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Encoder);
        writer.Write(Rank);
        writer.Write<float>(Down.Values);
        writer.Write<float>(Up.Values);
    }

    internal static TextAdapter Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        var (encoder, rank, down, up) = (reader.ReadString(), reader.ReadInt(), reader.ReadArray<float>(), reader.ReadArray<float>());
        if (encoder.Length == 0 || rank < 1 || down.Length < rank || down.Length % rank != 0 || up.Length != down.Length)
            throw SavedPart.Damaged(SectionKind);
        int width = down.Length / rank;
        return new(encoder, new RowMatrix(width, rank, down), new RowMatrix(rank, width, up));
    }
}
