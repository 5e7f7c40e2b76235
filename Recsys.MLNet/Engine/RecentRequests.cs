using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>Requests that were answered lately: what a new model is asked before it takes over.</summary>
/// <remarks>The first ones and then one of every 64: a request that is kept has to be moved by the next collections, with all its candidates.</remarks>
internal sealed class RecentRequests
{
    private const int Kept = 64; // a power of two
    private const int One = 64;
    private readonly RecommendationRequest?[] _ring = new RecommendationRequest?[Kept];
    private int _asked = -1;

    public void Add(RecommendationRequest request)
    {
        int number = Interlocked.Increment(ref _asked);
        int beyond = number - (Kept - 1);
        if (beyond <= 0 || beyond % One == 0)
            Volatile.Write(ref _ring[Place(number)], request);
    }

    /// <summary>The newest first.</summary>
    public IEnumerable<RecommendationRequest> Newest()
    {
        int asked = Volatile.Read(ref _asked);
        for (int last = Place(asked), i = 0; i < Kept; i++)
            if (Volatile.Read(ref _ring[(last - i) & (Kept - 1)]) is { } request)
                yield return request;
    }

    /// <summary>Forgets them all, as one may be of a user who wants to be forgotten.</summary>
    public void Clear() => Array.Clear(_ring);

    private static int Place(int number) => Math.Min(number, Kept - 1) + Math.Max(0, number - (Kept - 1)) / One & (Kept - 1);
}
