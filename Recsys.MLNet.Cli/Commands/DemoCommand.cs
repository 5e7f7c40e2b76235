using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys demo [--out DIR]</c>: simulate a shop, compare models, train, recommend, click, and see the list change.</summary>
public static class DemoCommand
{
    private const string Models = "random,popularity,popularity-decayed,item-knn,tf-idf,fusion";
    private const int Count = 10;

    // Large enough to learn from, small enough for two minutes on two cores.
    private static readonly SimulationOptions Shop = new() { Users = 1500, Items = 800, Days = 28 };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "Folder to keep the log and the package in. Default a temporary one, deleted at the end.", HelpName = "DIR" };
        return new Command("demo", "The main job on a simulated shop: train, evaluate against floors, recommend, click, and see the list change.")
            .With(output)
            .OnRun(run =>
            {
                if (run.Get(output) is { } folder)
                    return Run(run, folder, keep: true);
                string temporary = Directory.CreateTempSubdirectory("recsys-demo-").FullName;
                try
                {
                    return Run(run, temporary, keep: false);
                }
                finally
                {
                    Directory.Delete(temporary, recursive: true);
                }
            });
    }

    private static int Run(CliRun run, string folder, bool keep)
    {
        string data = Path.Combine(folder, EventFile.Name), package = Path.Combine(folder, "shop" + ModelPackage.Extension);

        run.Say($"1. Simulating a shop: {Shop.Users:N0} users, {Shop.Items:N0} items, {Shop.Days} days");
        var events = new List<Event>();
        AtomicFile.Write(data, stream =>
        {
            using var writer = new EventWriter(stream);
            foreach (var (e, _) in new Simulator(Shop).Run(run.Settings))
            {
                writer.Write(e);
                events.Add(e);
            }
        });
        run.Say(string.Create(CultureInfo.InvariantCulture, $"   {events.Count:N0} events, among them {events.Count(e => e.Kind == EventKind.Interaction):N0} interactions"));

        run.Say("2. Comparing models: each fitted on the earlier days, asked for every interaction of the later ones");
        var log = InteractionLogBuilder.From(events);
        var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, run.Settings), new EvaluationOptions { K = Count, Resamples = 300 }, run.Settings);
        foreach (var model in KnownModels.Select(Models, log, run.Say))
            evaluator.Add(model.Create(log));
        evaluator.AddLive("pipeline", events, new TrainingOptions()); // the very path that step 4 serves with
        var report = evaluator.Report();
        EvaluationTables.Show(run, report);

        run.Say("3. Training the recommender on all of it");
        var trained = new RecommenderTrainer().Train(events, run.Settings);
        trained.Save(package);
        run.Say($"   {trained.Models.Count} models and the state of {trained.State.UserCount:N0} users in one package of {new FileInfo(package).Length / 1e6:F1} MB");

        run.Say("4. Serving from the package alone");
        var json = Serve(run, package, events);
        if (keep)
            run.Say($"The log is {data}, the package {package}. Try: recsys recommend --package {package} --user {json["user"]} -k 10");
        var all = report.ToJson();
        foreach (var (name, node) in json)
            all[name] = node?.DeepClone();
        run.Report(all);
        return ExitCode.Ok;
    }

    private static JsonObject Serve(CliRun run, string path, List<Event> events)
    {
        var recommender = Recommender.Open(path);
        var titles = events.Where(e => e.Kind == EventKind.Item).GroupBy(e => e.Item!).ToDictionary(g => g.Key, g => $"{g.Last().Field("title")}");
        var user = TypicalUser(events);
        long at = events[^1].Timestamp + 60_000;

        var before = recommender.Recommend(new() { User = user, At = at, Count = Count });
        Show(run, $"   For {user}", before, titles, []);
        // Something that was far from the top, so that a change of mind is visible.
        var clicked = recommender.Recommend(new() { User = user, At = at, Count = 60 }).Items[^1].Item;
        run.Say($"   {user} clicks: {titles.GetValueOrDefault(clicked, clicked)}");
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        recommender.Observe(new Event { Kind = EventKind.Interaction, Id = "demo-click", User = user, Item = clicked, Type = "click", Timestamp = at + 1000 });
        var after = recommender.Recommend(new() { User = user, At = at + 2000, Count = Count });
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        Show(run, string.Create(CultureInfo.InvariantCulture, $"   {took.TotalMilliseconds:F1} ms later, the event applied and the next request answered"), after, titles, [.. before.Items.Select(i => i.Item)]);
        return new JsonObject { ["user"] = user, ["clicked"] = clicked, ["before"] = Json(before, titles), ["after"] = Json(after, titles) };
    }

    // A user with a middling history: neither a stranger nor someone who has had everything.
    private static string TypicalUser(List<Event> events)
    {
        var counts = events.Where(e => e is { Kind: EventKind.Interaction, User: not null }).GroupBy(e => e.User!).Select(g => (Count: g.Count(), User: g.Key)).Order().ToList();
        return counts[counts.Count * 3 / 4].User;
    }

    private static void Show(CliRun run, string title, RecommendationResponse response, Dictionary<string, string> titles, HashSet<string> known)
    {
        run.Say(title);
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn("item").AddColumn("title").AddColumn("because");
        int rank = 0;
        foreach (var item in response.Items)
        {
            string place = $"{++rank}{(known.Count > 0 && !known.Contains(item.Item) ? " new" : "")}";
            string because = string.Join("; ", item.Reasons.Select(r => r.Text));
            table.AddRow(place, Markup.Escape(item.Item), Markup.Escape(titles.GetValueOrDefault(item.Item, "")), Markup.Escape(because));
        }
        run.Show(table);
    }

    private static JsonArray Json(RecommendationResponse response, Dictionary<string, string> titles) =>
        [.. response.Items.Select(i => (JsonNode)new JsonObject
        {
            ["item"] = i.Item, ["title"] = titles.GetValueOrDefault(i.Item), ["score"] = i.Score,
            ["reasons"] = new JsonArray([.. i.Reasons.Select(r => (JsonNode)r.Text)]),
        })];
}
