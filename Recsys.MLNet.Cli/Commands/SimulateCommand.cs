using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Simulation;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys simulate --out DIR --users N --items N --days N</c>: a synthetic log with texts, drift, sessions and impressions.</summary>
public static class SimulateCommand
{
    private const string TruthName = "truth.jsonl";

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = $"Folder to write {EventFile.Name} into.", Required = true, HelpName = "DIR" };
        var scenario = new Option<string>("--scenario") { Description = "What is simulated.", DefaultValueFactory = _ => "shop", HelpName = "shop|news|video" };
        var users = new Option<int?>("--users") { Description = "Number of users. Default 2000.", HelpName = "N" };
        var items = new Option<int?>("--items") { Description = "Number of items over the whole time. Default 1000.", HelpName = "N" };
        var days = new Option<int?>("--days") { Description = "Number of days. Default 30.", HelpName = "N" };
        var start = new Option<string?>("--start") { Description = "First day. Default 2025-01-01.", HelpName = "DATE" };
        var truth = new Option<bool>("--truth") { Description = $"Also write {TruthName}: the true relevance of every item shown, and how far the user looked." };
        return new Command("simulate", "Make the log of a shop, news site or video library that does not exist, to try everything on.")
            .With(output, scenario, users, items, days, start, truth)
            .OnRun(run =>
            {
                var options = SimulationOptions.For(run.Get(scenario)!);
                options = options with
                {
                    Users = run.Get(users) ?? options.Users,
                    Items = run.Get(items) ?? options.Items,
                    Days = run.Get(days) ?? options.Days,
                    Start = run.Get(start) is not { } day ? options.Start : EventTime.TryParse(day, out long time) ? time : throw new ArgumentException($"--start is '{day}'; expected a date such as 2025-01-01."),
                };
                return Simulate(run, options, run.Get(output)!, run.Get(truth));
            });
    }

    private static int Simulate(CliRun run, SimulationOptions options, string output, bool withTruth)
    {
        var simulator = new Simulator(options);
        var counts = new EventCounts();
        using var log = AtomicFile.Create(Path.Combine(output, EventFile.Name));
        using var truth = withTruth ? AtomicFile.Create(Path.Combine(output, TruthName)) : null;
        using (var writer = new EventWriter(log.Stream))
        {
            truth?.Stream.Write(JsonSerializer.SerializeToUtf8Bytes(new { seed = run.Settings.Seed, examination = Enumerable.Range(0, options.PageSize).Select(options.Examination) }));
            foreach (var (e, known) in simulator.Run(run.Settings))
            {
                writer.Write(e);
                counts.Add(e);
                if (truth is not null && known is not null)
                    truth.Stream.Write([(byte)'\n', .. JsonSerializer.SerializeToUtf8Bytes(new { ranking = e.Id, relevance = known.Relevance, examined = known.Examined })]);
            }
        }
        truth?.Stream.WriteByte((byte)'\n');
        log.Commit();
        truth?.Commit();
        run.Say($"{log.Path}: {counts}");
        run.Report(new JsonObject { ["format"] = 1, ["task"] = "simulate", ["out"] = log.Path, ["events"] = counts.ToJson() });
        return ExitCode.Ok;
    }
}
