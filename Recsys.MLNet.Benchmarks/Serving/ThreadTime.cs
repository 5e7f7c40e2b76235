using System.Runtime.InteropServices;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>Processor time of the calling thread: on a machine shared with others the clock says nothing. Linux only.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double Seconds
    {
        get
        {
            var time = new long[2];
            _ = GetTime(ThreadClock, time);
            return time[0] + time[1] * 1e-9;
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, long[] time);
}
