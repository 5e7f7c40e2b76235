using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>The last requests that were answered: what a new model is asked before it takes over.</summary>
internal sealed class RecentRequests
{
    private const int Kept = 256; // a power of two
    private readonly RecommendationRequest?[] _ring = new RecommendationRequest?[Kept];
    private int _next = -1;

    public void Add(RecommendationRequest request) => Volatile.Write(ref _ring[Interlocked.Increment(ref _next) & (Kept - 1)], request);

    /// <summary>The newest first.</summary>
    public IEnumerable<RecommendationRequest> Newest()
    {
        int from = Volatile.Read(ref _next);
        for (int i = 0; i < Kept; i++)
            if (Volatile.Read(ref _ring[(from - i) & (Kept - 1)]) is { } request)
                yield return request;
    }

    /// <summary>Forgets them all, as one may be of a user who wants to be forgotten.</summary>
    public void Clear() => Array.Clear(_ring);
}
