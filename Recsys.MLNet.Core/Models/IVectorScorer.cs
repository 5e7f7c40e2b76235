namespace Recsys.MLNet.Models;

/// <summary>A scorer whose scores are inner products of one vector of the request with one of each item: it can be searched through a vector index.</summary>
/// <remarks><code>score[i] = offset + request·item[i]          V numbers each</code></remarks>
public interface IVectorScorer : IItemScorer
{
    /// <summary>V, the length of the vectors.</summary>
    int VectorLength { get; }

    /// <summary>Writes an item's vector, (V).</summary>
    void ItemVector(int item, Span<float> vector);

    /// <summary>Writes the request's vector, (V), and returns what all scores begin with; NaN when there is nothing to say of this user.</summary>
    float RequestVector(in UserContext user, Span<float> vector);

    /// <summary>The inner product of a request's vector with an item's.</summary>
    float Product(ReadOnlySpan<float> request, int item);
}
