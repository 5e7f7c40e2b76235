using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>Time and memory of each stage of training a whole recommender on a log of that many events.</summary>
internal static class TrainingCost
{
    private const double EventsPerUser = 44.3; // of the simulated shop in 30 days

    /// <summary>Writes a log of about so many events, in a process of its own so that the simulator's memory does not count.</summary>
    public static void Prepare(string folder, long events)
    {
        Directory.CreateDirectory(folder);
        var shop = new SimulationOptions { Users = (int)(events / EventsPerUser), Items = (int)Math.Max(1000, events / 250), Days = 30 };
        using var log = AtomicFile.Create(Path.Combine(folder, EventFile.Name));
        using (var writer = new EventWriter(log.Stream))
            foreach (var e in new Simulator(shop).Events(RunSettings.Default))
                writer.Write(e);
        log.Commit();
    }

    /// <summary>Trains on it and prints a table.</summary>
    public static void Print(string folder, IReadOnlyList<string> models, TextWriter to)
    {
        var stages = new StageProgress();
        var run = new RunSettings { Progress = stages };
        long start = Stopwatch.GetTimestamp();
        var trained = new RecommenderTrainer(new TrainingOptions { Models = [.. models.Select(m => new ModelUse(m))] }).Train(folder, run);
        stages.Enter("save");
        string package = Path.Combine(folder, "cost.recsys");
        trained.Save(package);
        stages.Enter("");
        using var me = Process.GetCurrentProcess();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{trained.Manifest.StateEvents:N0} events, {trained.State.UserCount:N0} users, {trained.State.ItemCount:N0} items; models {string.Join(", ", trained.Models)}; {trained.Ranker?.Rows ?? 0:N0} rows of {trained.Ranker?.Groups ?? 0:N0} requests"));
        foreach (string reason in trained.LeftOut)
            to.WriteLine(reason);
        to.WriteLine("\n| stage | seconds | CPU seconds | working set at its end, MB |\n|---|---|---|---|");
        foreach (var stage in stages.Stages)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {stage.Name} | {stage.Seconds:0.0} | {stage.CpuSeconds:0.0} | {stage.Bytes / 1e6:0} |"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} | {me.TotalProcessorTime.TotalSeconds:0.0} | greatest {me.PeakWorkingSet64 / 1e6:0}; package {new FileInfo(package).Length / 1e6:0.0} |"));
    }
}
