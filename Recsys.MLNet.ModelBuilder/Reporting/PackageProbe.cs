using System.Diagnostics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>Asks a package for the lists of many of its users, one request after the other, and keeps what they are like.</summary>
internal static class PackageProbe
{
    private const int WarmUp = 20, Shown = 5;

    public static PackageMeasures Measure(ModelPackage package, ReportOptions options, RunSettings run)
    {
        var recommender = Recommender.From(package);
        using var state = recommender.World.Open();
        var users = Users(package, state, options, run);
        int items = state.ItemCount;
        int[] listed = new int[items], past = new int[items], category = new int[items];
        for (int i = 0; i < items; i++)
        {
            var item = state.Item(i);
            past[i] = item is null ? 0 : (int)(item.Total(BehaviorStage.Interest) + item.Total(BehaviorStage.Intent) + item.Total(BehaviorStage.Conversion));
            category[i] = item?.Categories is { Count: > 0 } of ? of[0] : -1;
        }
        long now = recommender.Now;
        var millis = new List<double>();
        for (int u = -Math.Min(WarmUp, users.Count); u < users.Count; u++)
        {
            run.Report("ask the package", Math.Max(0, (double)u / Math.Max(1, users.Count)));
            long start = Stopwatch.GetTimestamp();
            var answer = recommender.Recommend(new RecommendationRequest { User = users[u < 0 ? ~u : u], Count = options.Count, At = now });
            if (u < 0)
                continue;
            millis.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            foreach (var item in answer.Items)
                if (state.FindItem(item.Item) is { } known)
                    listed[known.Number]++;
        }
        millis.Sort();
        var names = category.Where(c => c >= 0).Distinct().ToDictionary(c => c, c => state.Values[c]);
        return new()
        {
            Millis = [.. millis],
            Listed = listed,
            Past = past,
            Category = category,
            CategoryNames = names,
            Users = users.Count,
            Examples = [.. ExampleUsers(users, state, options.Examples).Select(u => Example(u, recommender, state, now, options.Count))],
        };
    }

    private static List<string> Users(ModelPackage package, StateView state, ReportOptions options, RunSettings run)
    {
        var known = ModelVocabulary.Load(package).Users;
        var users = new List<string>();
        foreach (int u in run.Random("report.users").Permutation(known.Count))
        {
            if (users.Count >= options.Users)
                break;
            if (state.FindUser(known[u]) is not null)
                users.Add(known[u]);
        }
        return users;
    }

    // Spread from those with hardly any history to those with most, and one the package has never met.
    private static IEnumerable<string> ExampleUsers(List<string> users, StateView state, int count)
    {
        var byHistory = users.OrderBy(u => state.FindUser(u)!.History.Count).ToList();
        for (int e = 0; e < Math.Min(count, byHistory.Count); e++)
            yield return byHistory[(int)((e + 0.5) / count * byHistory.Count)];
        yield return "";
    }

    private static ExampleList Example(string user, Recommender recommender, StateView state, long now, int count)
    {
        string Title(int item) => state.Item(item)?.Title ?? "";
        var history = state.FindUser(user)?.History;
        var done = new List<string>();
        for (int i = (history?.Count ?? 0) - 1; i >= 0 && done.Count < Shown; i--)
            done.Add($"{state.Types[history!.Types[i]]}: {Title(history.Items[i])}");
        var answer = recommender.Recommend(new RecommendationRequest { User = user.Length > 0 ? user : "nobody-was-ever-called-this", Count = count, At = now });
        return new(user, done, history?.Count ?? 0, [.. answer.Items.Select(i => (i, state.FindItem(i.Item)?.Title ?? i.Item))]);
    }
}
