namespace Recsys.MLNet.Serving;

/// <summary>How long the stages of requests took, as histograms. Safe for many threads at once, without a lock.</summary>
public sealed class StageTimes
{
    private const int Stages = (int)RequestStage.Answer + 1;
    private static readonly double[] s_bounds = [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];
    private readonly long[][] _buckets = [.. Enumerable.Range(0, Stages).Select(_ => new long[s_bounds.Length + 1])];
    private readonly long[] _ticks = new long[Stages];

    /// <summary>Upper ends of the buckets in seconds; a last bucket holds what took longer.</summary>
    public static IReadOnlyList<double> Bounds => s_bounds;

    /// <summary>Requests by bucket, and the seconds of all of them.</summary>
    public (IReadOnlyList<long> Buckets, double Seconds) Of(RequestStage stage) =>
        ([.. _buckets[(int)stage].Select((_, b) => Interlocked.Read(ref _buckets[(int)stage][b]))], Interlocked.Read(ref _ticks[(int)stage]) / (double)System.Diagnostics.Stopwatch.Frequency);

    internal void Add(RequestStage stage, long ticks)
    {
        double seconds = ticks / (double)System.Diagnostics.Stopwatch.Frequency;
        int bucket = 0;
        while (bucket < s_bounds.Length && seconds > s_bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[(int)stage][bucket]);
        Interlocked.Add(ref _ticks[(int)stage], ticks);
    }
}
