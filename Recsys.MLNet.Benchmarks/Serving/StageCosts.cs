using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>What each stage of a request costs in processor time and memory, on one thread.</summary>
internal static class StageCosts
{
    private const int Requests = 400;

    public static void Print(string package, TextWriter to)
    {
        var watch = Stopwatch.StartNew();
        var recommender = Recommender.Open(package);
        var state = recommender.World.Open();
        var (model, set) = (recommender.Model, new CandidateSet());
        long at = recommender.Now;
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state.ItemCount:N0} items, {recommender.World.UserCount:N0} users, {model.Sources.Count} sources, {model.Schema.Width} features; opened in {watch.Elapsed.TotalSeconds:0.0} s\n"));
        to.WriteLine("| what | CPU µs | bytes allocated |\n|---|---|---|");
        int users = recommender.World.UserCount;
        RecallContext Of(int n) => new(state, "u" + n * 37L % users, at);
        void Recall(RecallContext request, int only = -1)
        {
            set.Reset(state, model.Sources);
            for (int s = 0; s < model.Sources.Count; s++)
            {
                set.Begin(s);
                if (only < 0 || only == s)
                    model.Sources[s].Recall(request, set);
            }
        }
        long candidates = 0;
        Line("recommend 10, with reasons", n => recommender.Recommend(new RecommendationRequest { User = "u" + n * 37L % users, At = at }));
        foreach (int count in (int[])[100, 300])
        {
            RankedItem[] own = [.. Enumerable.Range(0, count).Select(i => new RankedItem { Id = "i" + i * 47 % state.ItemCount })];
            Line($"rank {count} given items, with reasons", n => recommender.Recommend(new RecommendationRequest { User = "u" + n * 37L % users, At = at, Count = count, Candidates = own }));
        }
        Line("recall, all sources", n =>
        {
            Recall(Of(n));
            candidates += set.Count;
        });
        for (int s = 0; s < model.Sources.Count; s++)
            Line($"· {model.Sources[s].Name}", n => Recall(Of(n), s));
        var request = Of(1);
        Recall(request);
        Line($"features of {set.Count} candidates", _ => model.Schema.Write(request, set, set.FeatureRows(model.Schema.Width)));
        Line($"ranker with features, {set.Count} candidates", _ => model.Ranker.Score(request, set));
        Line("sort", _ => set.Sort());
        foreach (var reranker in model.Rerankers)
            Line($"· {reranker.GetType().Name}", _ =>
            {
                set.Sort();
                reranker.Reorder(request, set);
            });
        int items = state.ItemCount;
        state.Dispose(); // a reader that stays would keep versions alive
        Line("one event into the state", n => recommender.Observe(new Event { Kind = EventKind.Interaction, User = "u" + n * 37L % users, Item = "i" + n * 13L % items, Type = "click", Timestamp = at + n }));
        var (userBytes, itemBytes) = recommender.World.EstimatedBytes();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{candidates / (2.0 * Requests):0} candidates a request; {userBytes / recommender.World.UserCount:N0} bytes a user, {itemBytes / items:N0} bytes an item; process {Process.GetCurrentProcess().WorkingSet64 / 1e6:N0} MB"));
        Visible(recommender, at, to);

        void Line(string what, Action<int> work)
        {
            for (int n = 0; n < Requests; n++)
                work(n);
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            double before = ThreadTime.Seconds;
            for (int n = 0; n < Requests; n++)
                work(n);
            double micros = (ThreadTime.Seconds - before) / Requests * 1e6;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {micros:0.0} | {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Requests:N0} |"));
        }
    }

    // From the call that applies an event to the moment a view opened after it has read the user's newest behaviour.
    private static void Visible(Recommender recommender, long at, TextWriter to)
    {
        const int Events = 20_000;
        var micros = new double[Events];
        for (int n = 0; n < Events; n++)
        {
            var e = new Event { Kind = EventKind.Interaction, User = "u" + n * 41L % recommender.World.UserCount, Item = "i" + n * 17L % recommender.World.ItemCount, Type = "click", Timestamp = at + 1000 + n };
            long before = Stopwatch.GetTimestamp();
            recommender.Observe(e);
            using var view = recommender.World.Open();
            if (view.FindItem(e.Item!)!.Number != view.FindUser(e.User)!.History.Items[^1])
                throw new InvalidOperationException("An event is not in the view that was opened after it.");
            micros[n] = Stopwatch.GetElapsedTime(before).TotalMicroseconds;
        }
        Array.Sort(micros);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event applied and read back: p50 {micros[Events / 2]:0.0} µs, p99 {micros[Events * 99 / 100]:0.0} µs (waiting time, {Events:N0} events)"));
    }
}
