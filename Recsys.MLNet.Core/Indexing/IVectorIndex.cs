using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Indexing;

/// <summary>Finds the items whose vectors are nearest to a query. Any number of threads search while one changes it; nobody waits for a lock to search.</summary>
/// <remarks>
/// Items are numbered from 0 and the numbers should be dense. A search never sees half of a change; one that runs while an
/// item's vector is replaced may miss that item.
/// The same vectors, order of changes and seed give the same index and the same answers.
/// </remarks>
public interface IVectorIndex : ISavedModel
{
    /// <summary>Items in the index.</summary>
    int Count { get; }

    /// <summary>Numbers per vector: F.</summary>
    int Factors { get; }

    /// <summary>How it was made.</summary>
    VectorIndexOptions Options { get; }

    /// <summary>Bytes that vectors and links take.</summary>
    long Bytes { get; }

    /// <summary>Whether an item is in the index.</summary>
    bool Contains(int item);

    /// <summary>Adds an item, or gives it another vector.</summary>
    /// <param name="item">Its number.</param>
    /// <param name="vector">(F), finite numbers.</param>
    void Set(int item, ReadOnlySpan<float> vector);

    /// <summary>Takes an item out; false when it is not in.</summary>
    bool Remove(int item);

    /// <summary>The best items for a query, best first: as many as <paramref name="items"/> has room for, fewer when there are fewer.</summary>
    /// <param name="query">(F).</param>
    /// <param name="items">(K), item numbers.</param>
    /// <param name="scores">(K), higher is better: inner product, cosine, or minus the squared distance.</param>
    /// <param name="breadth">Candidates kept on the way; 0 for the options'. Exact indexes need none.</param>
    /// <param name="allow">Which items may be found; null for all.</param>
    /// <returns>How many were found.</returns>
    int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, int breadth = 0, Predicate<int>? allow = null);
}
