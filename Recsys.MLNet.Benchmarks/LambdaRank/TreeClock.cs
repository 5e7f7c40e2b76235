using System.Diagnostics;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>Notes when the first and the last tree were done, so that reading and binning are left out.</summary>
internal sealed class TreeClock : IProgress<RunProgress>
{
    private long _first, _last;
    private TimeSpan _firstProcessor, _lastProcessor;

    /// <summary>Wall time since <paramref name="start"/>, a timestamp, until the first tree was done.</summary>
    public TimeSpan UntilFirst(long start) => Stopwatch.GetElapsedTime(start, _first);

    /// <summary>Wall time from the end of the first tree to the end of the last.</summary>
    public TimeSpan Wall => Stopwatch.GetElapsedTime(_first, _last);

    /// <summary>Processor time of the process over the same stretch.</summary>
    public TimeSpan Processor => _lastProcessor - _firstProcessor;

    public void Report(RunProgress value)
    {
        if (value.Stage != "lambdarank")
            return;
        (_last, _lastProcessor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        if (_first == 0)
            (_first, _firstProcessor) = (_last, _lastProcessor);
    }
}
