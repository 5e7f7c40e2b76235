using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>How latency, memory, index building and start-up grow with items and users.</summary>
internal static class GrowthTable
{
    private const int Requests = 2000;

    public static void Print(string folder, IEnumerable<(int Items, int Users)> sizes, TextWriter to)
    {
        Directory.CreateDirectory(folder);
        var whole = Stopwatch.StartNew();
        to.WriteLine("| items | users | package made, s | package MB | opened in, s | live heap MB | bytes a user | bytes an item | index | recommend CPU p50 ms | p99 ms | bytes allocated |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (items, users) in sizes)
        {
            string path = Path.Combine(folder, $"{items}x{users}.recsys");
            var watch = Stopwatch.StartNew();
            Say("makes the package");
            if (!File.Exists(path))
                ServedShop.Write(path, items, users, users > 100_000 ? 4 : 10, trees: 300);
            double made = watch.Elapsed.TotalSeconds;
            Say("opens it");
            GC.Collect();
            watch.Restart();
            var recommender = Recommender.Open(path);
            double opened = watch.Elapsed.TotalSeconds;
            GC.Collect();
            var (userBytes, itemBytes) = recommender.World.EstimatedBytes();
            var index = recommender.Model.Sources.OfType<Recsys.MLNet.Recall.ScorerSource>().Select(s => s.Index).FirstOrDefault(i => i is not null);
            Say("asks it");
            var millis = new double[Requests];
            long at = recommender.Now, allocated = 0;
            for (int n = -500; n < Requests; n++)
            {
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                double before = ThreadTime.Seconds;
                recommender.Recommend(new RecommendationRequest { User = "u" + n * 37L * n % users, At = at });
                if (n < 0)
                    continue;
                millis[n] = (ThreadTime.Seconds - before) * 1000;
                allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
            Array.Sort(millis);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {items:N0} | {users:N0} | {made:0.0} | {new FileInfo(path).Length / 1e6:0} | {opened:0.0} | {GC.GetTotalMemory(true) / 1e6:0} | {userBytes / recommender.World.UserCount} | {itemBytes / items} | {index?.Kind ?? "exact"} | {millis[Requests / 2]:0.00} | {millis[Requests * 99 / 100]:0.00} | {allocated / Requests} |"));
            to.Flush();

            void Say(string what) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole.Elapsed.TotalSeconds,6:0} s  {items:N0} items, {users:N0} users: {what}"));
        }
    }
}
