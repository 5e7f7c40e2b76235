using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Benchmarks.Service;

/// <summary>Logs lists while a shop goes on, makes each again from log and package, and compares bit by bit.</summary>
internal static class RebuiltLists
{
    public static void Run(int lists, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("recsys-rebuilt-");
        try
        {
            List<Event> log = [.. new Simulator(new SimulationOptions { Users = 300, Items = 400, Days = 10 }).Events(RunSettings.Default)];
            int half = log.Count / 2;
            string package = Path.Combine(folder.FullName, "shop.recsys");
            new RecommenderTrainer(new() { Models = ["item-knn", "tf-idf"] }).Train(log.Take(half), RunSettings.Default).Save(package);
            using var engine = new RecsysEngine(new() { Package = package, Store = Path.Combine(folder.FullName, "log.db"), SnapshotEvery = 500, MaxHoursAhead = 1e6 });
            var rest = log.Skip(half).ToList();
            var ids = new List<string>();
            for (int n = 0; n < lists; n++)
            {
                int from = (int)((long)n * rest.Count / lists), to = (int)((long)(n + 1) * rest.Count / lists);
                engine.IngestAsync([.. rest[from..to]]).GetAwaiter().GetResult();
                var last = rest[Math.Max(0, to - 1)];
                ids.Add(engine.Recommend(new()
                {
                    User = n % 7 == 0 ? null : $"u{1 + n % 300}",
                    At = last.Timestamp,
                    Count = 10 + n % 20,
                    Candidates = n % 4 == 0 ? [.. Enumerable.Range(1, 50).Select(i => new RankedItem { Id = $"i{i * 7}" })] : null,
                    Query = n % 5 == 0 ? "red shoes" : null,
                }).Id!);
            }
            long began = Stopwatch.GetTimestamp();
            int same = ids.Count(id => engine.Explain(id).Same);
            double each = Stopwatch.GetElapsedTime(began).TotalMilliseconds / lists;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{same} of {lists} lists rebuilt bit-equal; {engine.World.Sequence} events in the log; {each:F1} ms each"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
