using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Engine;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>What the first requests after a package was put in place take, with and without warming it up.</summary>
internal static class SwapLatency
{
    private const int Swaps = 10, Settled = 200;

    /// <summary>The first process to ask pays for compiling too, so each way is a process of its own.</summary>
    public static void Print(string package, int warmUp, TextWriter to)
    {
        using var engine = new RecsysEngine(new() { Package = package, WarmUpRequests = warmUp, LogRankings = false });
        using var state = engine.World.Open();
        long at = state.Newest;
        double Ask(int n)
        {
            long began = Stopwatch.GetTimestamp();
            engine.Recommend(new() { User = "u" + n * 37L % engine.World.UserCount, At = at });
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        double started = Ask(0);
        for (int n = 1; n < Settled; n++)
            Ask(n);
        double settled = Median([.. Enumerable.Range(Settled, Settled).Select(Ask)]);
        var (first, ten, load) = (new double[Swaps], new double[Swaps], new double[Swaps]);
        for (int swap = 0; swap < Swaps; swap++)
        {
            long began = Stopwatch.GetTimestamp();
            engine.Load("next" + swap, package);
            load[swap] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            double AskNext(int n)
            {
                long start = Stopwatch.GetTimestamp();
                engine.Recommend(new() { User = "u" + n * 37L % engine.World.UserCount, At = at }, "next" + swap);
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            first[swap] = AskNext(1000 + swap);
            ten[swap] = Enumerable.Range(2000, 10).Max(AskNext);
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {warmUp} | {engine.Models[0].WarmedUp} | {started:0.0} | {settled:0.00} | {Median(load):0} | {Median(first):0.00} | {Median(ten):0.00} |"));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
