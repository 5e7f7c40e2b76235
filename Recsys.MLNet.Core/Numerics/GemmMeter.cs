using System.Diagnostics;

namespace Recsys.MLNet.Numerics;

/// <summary>Counts what matrix products cost, for a profile; off unless the process was started with the switch, and then compiled away.</summary>
internal static class GemmMeter
{
    /// <summary>The switch of <see cref="AppContext"/> that turns it on, set before the first product.</summary>
    public const string Switch = "Recsys.MLNet.MeasureProducts";

    /// <summary>Whether products are counted.</summary>
    public static readonly bool IsOn = AppContext.TryGetSwitch(Switch, out bool on) && on;

    private static long _ticks, _operations, _calls;

    /// <summary>Seconds inside products since <see cref="Reset"/>, those of threads added up.</summary>
    public static double Seconds => Volatile.Read(ref _ticks) / (double)Stopwatch.Frequency;

    /// <summary>Multiplications and additions in them.</summary>
    public static long Operations => Volatile.Read(ref _operations);

    /// <summary>How many there were.</summary>
    public static long Calls => Volatile.Read(ref _calls);

    /// <summary>Begins to count anew.</summary>
    public static void Reset() => _ticks = _operations = _calls = 0;

    /// <summary>The time when a product begins; 0 when nothing is counted.</summary>
    public static long Start() => IsOn ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Counts a product that began then.</summary>
    public static void Stop(long start, int m, int n, int k)
    {
        if (!IsOn)
            return;
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
        Interlocked.Add(ref _operations, 2L * m * n * k);
        Interlocked.Increment(ref _calls);
    }
}
