namespace Recsys.MLNet.Features.Declared;

/// <summary>A count over a moving window in numbers that a feature keeps for an item.</summary>
/// <remarks>
/// <code>bucket(t) = ⌊t / (window / 6)⌋          count(t) = Σ of the buckets in (bucket(t) − 6, bucket(t)]</code>
/// Eight floats: six buckets, and the newest bucket's number in two parts, because one float cannot hold it exactly. Windows are
/// whole buckets: the oldest sixth leaves at once. Events older than the window are not counted.
/// </remarks>
internal static class WindowRing
{
    public const int Numbers = Buckets + 2;
    private const int Buckets = 6;
    private const long Part = 1 << 20;

    public static void Add(Span<float> ring, long time, double milliseconds)
    {
        long bucket = BucketOf(time, milliseconds), newest = Newest(ring);
        if (newest < 0 || bucket > newest)
        {
            for (long b = Math.Max(newest + 1, bucket - Buckets + 1); newest >= 0 && b <= bucket; b++)
                ring[(int)(b % Buckets)] = 0;
            (ring[Buckets], ring[Buckets + 1]) = ((bucket + 1) / Part, (bucket + 1) % Part);
            newest = bucket;
        }
        if (bucket > newest - Buckets)
            ring[(int)(bucket % Buckets)]++;
    }

    /// <summary>The count in the window that ends at a moment.</summary>
    public static float Count(ReadOnlySpan<float> ring, long at, double milliseconds)
    {
        long now = BucketOf(at, milliseconds), newest = Newest(ring);
        float sum = 0;
        for (long b = Math.Max(0, Math.Max(now, newest) - Buckets + 1); b <= Math.Min(now, newest); b++)
            sum += ring[(int)(b % Buckets)];
        return sum;
    }

    // Times before 1970 share the first bucket; 0 in both parts means that nothing was counted yet.
    private static long BucketOf(long time, double milliseconds) => Math.Max(0, (long)(time / (milliseconds / Buckets)));

    private static long Newest(ReadOnlySpan<float> ring) => (long)ring[Buckets] * Part + (long)ring[Buckets + 1] - 1;
}
