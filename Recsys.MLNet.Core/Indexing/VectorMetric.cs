namespace Recsys.MLNet.Indexing;

/// <summary>What makes two vectors near.</summary>
public enum VectorMetric : byte
{
    /// <summary>The greatest inner product: what factor models score by. Lengths count.</summary>
    InnerProduct,

    /// <summary>The smallest angle: what text vectors are compared by. Lengths do not count.</summary>
    Cosine,

    /// <summary>The smallest distance.</summary>
    Euclidean,
}
