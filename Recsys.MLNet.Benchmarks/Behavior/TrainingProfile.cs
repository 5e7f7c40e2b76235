using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Benchmarks.Numerics;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Benchmarks.Behavior;

/// <summary>Where the time of learning a behaviour model goes: positions a second, the share of matrix products, and how near they come to the machine's peak.</summary>
internal static class TrainingProfile
{
    private const int Epochs = 4; // the first, in which code is still being compiled, is left out

    /// <summary>Learns from a log of events with default options, without and with its texts and gaps, on one thread and on two.</summary>
    public static void Run(string events, TextWriter output)
    {
        AppContext.SetSwitch(GemmMeter.Switch, true);
        var log = InteractionLogBuilder.From(EventFile.Read(events));
        log = log.Select(Splits.LeaveOneOut(log).Train);
        double peak = Peak();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{log.Count} interactions of {log.Users.Count} users with {log.Items.Count} items; multiply-add peak of one core {peak:F1} GFLOP/s"));
        output.WriteLine("| inputs | threads | s an epoch | CPU s an epoch | positions/s | share of thread time in products | products, GFLOP/s a thread | of the peak |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (bool texts in (bool[])[false, true])
            for (int threads = 1; threads <= 2; threads++)
                output.WriteLine(Line(log, texts, threads, peak));
    }

    private static string Line(InteractionLog log, bool texts, int threads, double peak)
    {
        var options = new BehaviorAttentionOptions { Epochs = Epochs, HoldOut = 0, Texts = texts, Gaps = texts };
        long positions = TrainingSequence.Of(log, options.Positions + 1, texts, atLeast: 2, windows: options.Windows).Sum(s => s.Items.Length - 1L);
        double seconds = 0, processor = 0;
        var before = TimeSpan.Zero;
        new BehaviorAttentionTrainer(options)
        {
            Watch = epoch =>
            {
                if (epoch.Number > 1)
                {
                    seconds += epoch.Time.TotalSeconds / (Epochs - 1);
                    processor += (Environment.CpuUsage.TotalTime - before).TotalSeconds / (Epochs - 1);
                }
                else
                {
                    GemmMeter.Reset();
                }
                before = Environment.CpuUsage.TotalTime;
            },
        }.Learn(log, null, new RunSettings { Threads = threads });
        double products = GemmMeter.Seconds / (Epochs - 1), rate = GemmMeter.Operations / GemmMeter.Seconds / 1e9;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {(texts ? "ids, titles, gaps" : "ids")} | {threads} | {seconds:F2} | {processor:F2} | {positions / seconds:N0} | {products / (threads * seconds):P0} | {rate:F1} | {rate / peak:P0} |");
    }

    private static double Peak()
    {
        const long Work = 1_000_000_000;
        double best = 0;
        MultiplyAddPeak.Run(Work / 10);
        for (int turn = 0; turn < 10; turn++)
        {
            long start = Stopwatch.GetTimestamp();
            MultiplyAddPeak.Run(Work);
            best = Math.Max(best, 2 * Work / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }
}
