using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A factorization whose item vectors are sums of the item's own vector and vectors of its features.</summary>
/// <remarks>
/// <code>q_i = e_i + Σ_c x_ic·a_c        score(u, i) = p_u·q_i</code>
/// Shapes: a (C, F), the vectors of features. Items that nobody has touched are placed by their features alone; an item that came after
/// the fit gets its vector from <see cref="ItemVector"/>.
/// </remarks>
public sealed class HybridModel : IItemScorer, IPairScorer, ISavedModel
{
    /// <summary>Kind of the section a hybrid model is saved as.</summary>
    public const string SectionKind = "hybrid-factors";

    /// <summary>A model over fitted parts, which are not copied.</summary>
    /// <param name="factors">Users and whole item vectors.</param>
    /// <param name="features">The columns.</param>
    /// <param name="featureVectors">a, (C, F).</param>
    public HybridModel(FactorModel factors, ItemFeatures features, RowMatrix featureVectors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(featureVectors);
        if (featureVectors.Rows != features.Count || featureVectors.Columns != factors.Factors)
            throw new ArgumentException($"featureVectors are {featureVectors.Rows} x {featureVectors.Columns}; expected {features.Count} features x {factors.Factors} factors.");
        (Factors, Features, FeatureVectors) = (factors, features, featureVectors);
    }

    /// <summary>Users and whole item vectors.</summary>
    public FactorModel Factors { get; }

    /// <summary>How fields become columns.</summary>
    public ItemFeatures Features { get; }

    /// <summary>Vectors of features, (C, F).</summary>
    public RowMatrix FeatureVectors { get; }

    /// <inheritdoc/>
    public int ItemCount => Factors.ItemCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores) => Factors.Score(user, scores);

    /// <inheritdoc/>
    public float Score(in UserContext user, int item) => Factors.Score(user, item);

    /// <summary>The vector of an item known by its fields alone, (F).</summary>
    public float[] ItemVector(IReadOnlyList<Field> fields)
    {
        var (columns, values) = Features.Of(fields);
        var vector = new float[Factors.Factors];
        for (int n = 0; n < columns.Length; n++)
            Lanes.AddScaled(vector, FeatureVectors.Row(columns[n]), values[n]);
        return vector;
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Factors.Write(writer);
        Features.Write(writer);
        writer.Write<float>(FeatureVectors.Values);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HybridModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        var factors = FactorModel.ReadValues(reader);
        var features = ItemFeatures.Read(reader);
        float[] vectors = reader.ReadArray<float>();
        return vectors.LongLength == (long)features.Count * factors.Factors
            ? new(factors, features, new RowMatrix(features.Count, factors.Factors, vectors))
            : throw new ModelFormatException($"The section '{SectionKind}' holds {vectors.Length} numbers for {features.Count} features. The file is damaged; save or download it again.");
    }
}
