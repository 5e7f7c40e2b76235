using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>What LambdaRank costs on SVMlight files, and what it is worth, so that a peer's figures on the same files can be put beside it.</summary>
/// <remarks>Training is counted from the end of the first tree, without reading and binning; memory is the peak of the process until training ended.</remarks>
internal static class FileSpeed
{
    public static void Run(string train, string test, int leaves, int threads, int trees, TextWriter output)
    {
        var options = new LambdaRankOptions { Trees = trees, Leaves = leaves, LearningRate = 0.1, MinDataInLeaf = 50 };
        var clock = new TreeClock();
        var model = new LambdaRankTrainer(options).FitFile(train, new RunSettings { Threads = threads, Progress = clock });
        using var process = Process.GetCurrentProcess();
        long peak = process.PeakWorkingSet64;
        var rows = RankingFile.Read(test, model.FeatureCount);
        var metrics = RankingEvaluation.Measure(model, rows, options);
        var scores = new float[rows.Rows];
        var before = Environment.CpuUsage.TotalTime;
        model.Score(rows.Features, scores);
        double scored = rows.Rows / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{leaves} leaves, {threads} threads: {trees - 1} trees after the first {clock.Processor.TotalSeconds:F2} s of processor, {clock.Wall.TotalSeconds:F2} s; peak {peak >> 20} MB; {string.Join(" ", metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:F4}")))}; scores {scored:N0} rows/s of processor"));
    }
}
