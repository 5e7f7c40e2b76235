using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>Where the processor time of one event goes: parsing, state, JSON for the log, SQLite by the size of a batch, and the whole engine.</summary>
internal static class IngestCosts
{
    private const int Events = 40_000;

    public static void Print(string folder, TextWriter to)
    {
        Directory.CreateDirectory(folder);
        byte[][] lines = [.. Enumerable.Range(0, Events).Select(n => EventJson.ToUtf8(Made(n, "a")))];
        Event[] events = [.. lines.Select(l => EventJson.Parse(l))];
        to.WriteLine("| step | CPU µs/event | bytes allocated/event | events/s of waiting time |\n|---|---|---|---|");
        Line("parse", () =>
        {
            foreach (byte[] line in lines)
                EventJson.ParseMany(line);
        });
        var world = new WorldState(new StateOptions(), live: true);
        Line("into the state", () =>
        {
            foreach (var e in events)
                world.Apply(e with { Id = null });
        });
        Line("JSON for the log", () =>
        {
            foreach (var e in events)
                EventJson.ToUtf8(e);
        });
        foreach (int batch in (int[])[1, 10, 64, 500])
        {
            using var store = new SqliteEventStore(Fresh(folder));
            int count = Math.Min(Events, 2000 * batch);
            Line($"SQLite, {batch} in a transaction", () =>
            {
                for (int from = 0; from < count; from += batch)
                    store.Append([.. events.AsSpan(from, Math.Min(batch, count - from)).ToArray().Select((e, i) => new StoredEvent(from + i + 1, e))]);
            }, count, warm: false);
        }
        using var engine = new RecsysEngine(new() { Store = "sqlite:" + Fresh(folder), SnapshotEvery = 0 });
        foreach (int waiting in (int[])[1, 16, 64])
        {
            int count = Math.Min(Events, 2000 * waiting), next = 0;
            Event[] own = [.. Enumerable.Range(0, count).Select(n => Made(n, "w" + waiting))];
            Line($"engine, {waiting} waiting at once", () => Task.WhenAll(Enumerable.Range(0, waiting).Select(_ => Task.Run(async () =>
            {
                for (int n = Interlocked.Increment(ref next) - 1; n < count; n = Interlocked.Increment(ref next) - 1)
                    await engine.IngestAsync(own[n]);
            }))).GetAwaiter().GetResult(), count, warm: false);
        }

        void Line(string what, Action work, int count = Events, bool warm = true)
        {
            if (warm)
                work();
            long bytes = GC.GetTotalAllocatedBytes();
            long began = Stopwatch.GetTimestamp();
            var before = Environment.CpuUsage.TotalTime;
            work();
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {(Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count:0.0} | {(GC.GetTotalAllocatedBytes() - bytes) / count:N0} | {count / seconds:N0} |"));
            to.Flush();
        }
    }

    private static Event Made(int n, string run) =>
        new() { Kind = EventKind.Interaction, Id = $"{run}-{n}", Timestamp = 1_736_899_200_000 + n, User = "u" + n % 5000, Type = "click", Item = "i" + n * 7 % 3000 };

    private static string Fresh(string folder)
    {
        foreach (string left in Directory.GetFiles(folder, "ingest.db*"))
            File.Delete(left);
        return Path.Combine(folder, "ingest.db");
    }
}
