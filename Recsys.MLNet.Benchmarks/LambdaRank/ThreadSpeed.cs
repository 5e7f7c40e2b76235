using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>What a second thread is worth when LambdaRank learns: the same trees with one thread and with two, turn by turn.</summary>
/// <remarks>
/// Wall time from the end of the first tree to the end of the last, and processor time of the whole process over the same stretch; finding
/// bins is timed apart. The models must be equal to the last digit.
/// </remarks>
internal static class ThreadSpeed
{
    public static void Run(int queries, int leaves, int trees, int turns, TextWriter output)
    {
        var data = new RankingDataGenerator().Dataset(queries);
        var options = new LambdaRankOptions { Trees = trees, Leaves = leaves, LearningRate = 0.1, MinDataInLeaf = 50 };
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data.Rows} rows x {data.Features.Columns}, {leaves} leaves, {trees} trees; seconds of {trees - 1} trees"));
        _ = Fit(data, options with { Trees = 3 }, 2); // compiled by now
        double[] best = new double[3], bestOfAll = new double[3];
        string? model = null;
        for (int turn = 0; turn < turns; turn++)
        {
            for (int threads = 1; threads <= 2; threads++)
            {
                var (text, first, wall, processor) = Fit(data, options, threads);
                if (text != (model ??= text))
                    throw new InvalidOperationException("The trees of one thread and of two differ.");
                best[threads] = turn == 0 ? wall : Math.Min(best[threads], wall);
                bestOfAll[threads] = turn == 0 ? first + wall : Math.Min(bestOfAll[threads], first + wall);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} threads: wall {wall:F2}, processor {processor:F2}; bins and first tree, wall {first:F2}"));
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"least wall times: trees {best[1]:F2} and {best[2]:F2}, {best[1] / best[2]:F2} times as fast; with bins and first tree {bestOfAll[1]:F2} and {bestOfAll[2]:F2}, {bestOfAll[1] / bestOfAll[2]:F2} times"));
    }

    private static (string Model, double First, double Wall, double Processor) Fit(RankingDataset data, LambdaRankOptions options, int threads)
    {
        var clock = new TreeClock();
        long start = Stopwatch.GetTimestamp();
        TreeEnsemble model = new LambdaRankTrainer(options).Fit(data, new RunSettings { Threads = threads, Progress = clock });
        using var text = new StringWriter();
        model.WriteText(text);
        return (text.ToString(), clock.UntilFirst(start).TotalSeconds, clock.Wall.TotalSeconds, clock.Processor.TotalSeconds);
    }
}
