using System.Diagnostics;

namespace Recsys.MLNet.Benchmarks;

/// <summary>The most memory that this process has held since a point in time, as Linux counts it.</summary>
public static class PeakMemory
{
    /// <summary>Forgets the peak so far and returns what is held now, in bytes, garbage given back first.</summary>
    public static long Reset()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5"); // documented in proc(5): resets the peak resident set size
        return Now();
    }

    /// <summary>The peak since then, in bytes.</summary>
    public static long Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
