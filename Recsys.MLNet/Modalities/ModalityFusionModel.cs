using System.Numerics.Tensors;
using Recsys.MLNet.Components;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Modalities;

/// <summary>Several vectors of an item (text, image, audio), each made elsewhere, as one: a gate decides for each item how much each counts.</summary>
/// <remarks>
/// <code>
/// x_m ← x_m / |x_m|          h_m = x_m P_m          a_m = x_m·w_m + c_m
/// g   = softmax over the modalities that the item has (a)
/// z   = Σ_m g_m h_m / |Σ_m g_m h_m|
/// </code>
/// Shapes: x_m and w_m (D_m), P_m (D_m, O), z (O). A modality whose vector is all zero or holds NaN is not there; an item without any is the zero vector.
/// Arevalo et al. 2017, "Gated multimodal units for information fusion", §3.
/// </remarks>
public sealed class ModalityFusionModel : ISavedModel
{
    internal const string SectionKind = "modality-fusion";

    /// <summary>A model over its parameters, which are not copied.</summary>
    /// <param name="projections">P_m, (D_m, O).</param>
    /// <param name="gates">w_m, (D_m).</param>
    /// <param name="biases">c_m.</param>
    public ModalityFusionModel(IReadOnlyList<RowMatrix> projections, IReadOnlyList<float[]> gates, float[] biases)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(biases);
        if (projections.Count == 0 || gates.Count != projections.Count || biases.Length != projections.Count)
            throw new ArgumentException($"There are {projections.Count} projections, {gates.Count} gates and {biases.Length} biases; expected one of each for every modality.");
        for (int m = 0; m < gates.Count; m++)
            if (gates[m].Length != projections[m].Rows || projections[m].Columns != projections[0].Columns)
                throw new ArgumentException($"Modality {m} has a projection of {projections[m].Rows} x {projections[m].Columns} and a gate of {gates[m].Length}; expected {gates[m].Length} x {projections[0].Columns}.");
        (Projections, Gates, Biases) = (projections, gates, biases);
    }

    /// <summary>How many vectors an item has.</summary>
    public int Modalities => Projections.Count;

    /// <summary>Length of the vectors it makes, O.</summary>
    public int Dimensions => Projections[0].Columns;

    /// <summary>P_m, (D_m, O).</summary>
    public IReadOnlyList<RowMatrix> Projections { get; }

    /// <summary>w_m, (D_m).</summary>
    public IReadOnlyList<float[]> Gates { get; }

    /// <summary>c_m.</summary>
    public float[] Biases { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <summary>Length of the vectors of a modality.</summary>
    public int WidthOf(int modality) => Projections[modality].Rows;

    /// <summary>Fuses the vectors of one item.</summary>
    /// <param name="vectors">One for each modality.</param>
    /// <param name="fused">z, (O), overwritten.</param>
    /// <param name="gates">g, one for each modality, overwritten; empty where nobody asks.</param>
    public void Fuse(IReadOnlyList<ReadOnlyMemory<float>> vectors, Span<float> fused, Span<float> gates = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (vectors.Count != Modalities || fused.Length != Dimensions || !(gates.IsEmpty || gates.Length == Modalities))
            throw new ArgumentException($"There are {vectors.Count} vectors for {Modalities} modalities and room for {fused.Length} of {Dimensions} numbers.");
        var share = new float[Modalities];
        var units = new float[Modalities][];
        for (int m = 0; m < share.Length; m++)
        {
            if (vectors[m].Length != WidthOf(m))
                throw new ArgumentException($"The vector of modality {m} has {vectors[m].Length} numbers; the model was trained on {WidthOf(m)}.");
            units[m] = vectors[m].ToArray();
            share[m] = TryNormalize(units[m]) ? TensorPrimitives.Dot<float>(units[m], Gates[m]) + Biases[m] : float.NegativeInfinity;
        }
        Softmax.Compute(share, share);
        fused.Clear();
        for (int m = 0; m < share.Length; m++)
            if (share[m] > 0)
                for (int i = 0; i < units[m].Length; i++)
                    TensorPrimitives.MultiplyAdd(Projections[m].Row(i), share[m] * units[m][i], fused, fused);
        if (TensorPrimitives.Norm<float>(fused) is > 0 and var length)
            TensorPrimitives.Multiply(fused, 1 / length, fused);
        share.AsSpan(0, gates.Length).CopyTo(gates);
    }

    /// <summary>Scales a vector to length 1; false, and zeros, where it says nothing.</summary>
    public static bool TryNormalize(Span<float> vector)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        if (length is > 0 and < float.PositiveInfinity)
        {
            TensorPrimitives.Multiply(vector, 1 / length, vector);
            return true;
        }
        vector.Clear();
        return false;
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Modalities);
        writer.Write(Dimensions);
        for (int m = 0; m < Modalities; m++)
        {
            writer.Write<float>(Projections[m].Values);
            writer.Write<float>(Gates[m]);
            writer.Write(Biases[m]);
        }
    }

    internal static ModalityFusionModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        int modalities = reader.ReadInt(), dimensions = reader.ReadInt();
        if (modalities < 1 || dimensions < 1)
            throw SavedPart.Damaged(SectionKind);
        var (projections, gates, biases) = (new List<RowMatrix>(), new List<float[]>(), new List<float>());
        for (int m = 0; m < modalities; m++)
        {
            var (values, gate, bias) = (reader.ReadArray<float>(), reader.ReadArray<float>(), reader.ReadFloat());
            if (gate.Length == 0 || values.Length != (long)gate.Length * dimensions)
                throw SavedPart.Damaged(SectionKind);
            projections.Add(new(gate.Length, dimensions, values));
            gates.Add(gate);
            biases.Add(bias);
        }
        return new(projections, gates, [.. biases]);
    }
}
