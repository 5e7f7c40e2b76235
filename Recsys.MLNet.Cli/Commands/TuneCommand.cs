using System.CommandLine;
using System.Globalization;
using System.Text;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Tuning;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys tune --data DATA [--budget MINUTES] [--trials N]</c>: search models and options, judge the winner once on a hold-out.</summary>
public static class TuneCommand
{
    private const int Shown = 15;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var defaults = new TuningOptions();
        var configured = new ConfigurationOptions();
        var budget = new Option<double>("--budget") { Description = "Minutes to search, the final judgement included.", DefaultValueFactory = _ => defaults.BudgetSeconds / 60, HelpName = "MINUTES" };
        var trials = new Option<int>("--trials") { Description = "Configurations to try instead of a budget: the same seed then gives the same leaderboard.", HelpName = "N" };
        var models = new Option<string>("--models") { Description = "Models to search among: all, floors, or names divided by commas.", DefaultValueFactory = _ => defaults.Models, HelpName = "LIST" };
        var split = new Option<string?>("--split") { Description = "time, prequential, leave-one-out, random-user:80/10/10 or random-item:75/25: the hold-out, and the search within what it leaves. Default prequential where times are absolute, else leave-one-out.", HelpName = "SPLIT" };
        var k = new Option<int>("-k") { Description = "Length of the lists that are judged.", DefaultValueFactory = _ => defaults.Evaluation.K };
        var target = new Option<string?>("--target") { Description = "Interaction types that count as relevant, divided by commas; default all.", HelpName = "TYPES" };
        var keepSeen = new Option<bool>("--keep-seen") { Description = "Items of the user's history stay candidates and can be relevant." };
        var users = new Option<int>("--users") { Description = "Most users that the search asks, drawn at random; the hold-out asks all.", DefaultValueFactory = _ => defaults.MaxUsers };
        var prefer = new Option<TuningPreference>("--prefer") { Description = "Among configurations within the best one's interval take the best, the fastest or the smallest: quality, latency or size. Default quality.", HelpName = "WHAT", DefaultValueFactory = _ => defaults.Prefer };
        var against = new Option<string?>("--against") { Description = "Models judged beside the winner on the hold-out. Default popularity, item-knn and, with texts, fusion.", HelpName = "LIST" };
        var state = new Option<string?>("--state") { Description = "File that keeps what was measured; the same command continues a search that was stopped. Default beside --out, ending in .state.json.", HelpName = "FILE" };
        var warm = new Option<string[]>("--warm-start") { Description = "State file of an earlier search, also on other data, whose best configurations are tried first; may be repeated.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Configuration to write, for 'recsys train --config'.", HelpName = "recsys.yml" };
        return new Command("tune", "Search models and options for the best recommender on the data, and judge the winner on a hold-out.")
            .With(configured.File, configured.Data, budget, trials, models, split, k, target, keepSeen, users, prefer, against, state, warm, output, configured.Components)
            .OnRun(run =>
            {
                var configuration = configured.Read(run);
                var work = new RecommenderRun(configuration);
                var settings = ConfigurationOptions.Settings(run, configuration);
                var options = new TuningOptions
                {
                    Models = run.Get(models)!,
                    Trials = run.Get(trials),
                    BudgetSeconds = run.Get(budget) * 60,
                    Split = run.Get(split) ?? configuration.Run.Split ?? "",
                    MaxUsers = run.Get(users),
                    Prefer = run.Get(prefer),
                    Against = run.Get(against) ?? "",
                    Evaluation = new() { K = run.Has(k) ? run.Get(k) : configuration.Run.K, RemoveSeen = !run.Get(keepSeen) && work.RemovesSeen, Target = run.Get(target)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [] },
                };
                options.ThrowIfInvalid();
                settings.Report("read", 0);
                var log = work.Log(null, settings);
                var live = new LiveSearch(work.EventsAgain(settings), configuration.ToTrainingOptions());
                string? kept = run.Get(state) ?? (run.Get(output) is { } beside ? beside + ".state.json" : null);
                var report = new Tuner(options).Run(log, settings, kept, run.Get(warm), trial => Tell(run, trial), live);
                run.Report(report.ToJson());
                Show(run, report);
                if (run.Get(output) is { } path)
                {
                    byte[] text = Encoding.UTF8.GetBytes(TunedConfiguration.Write(report, run.Get(configured.File) is { } other ? File.ReadAllText(other) : null));
                    AtomicFile.Write(path, stream => stream.Write(text));
                    run.Say($"{path}: the winner as a configuration. Train it: recsys train --data {configuration.Events.Data} --config {path} --out FILE.recsys");
                }
                return ExitCode.Ok;
            });
    }

    private static void Tell(CliRun run, TuningTrial trial)
    {
        var result = trial.Results[^1];
        run.Say(string.Create(CultureInfo.InvariantCulture,
            $"{trial.Number + 1,4}  rung {trial.Results.Count}  {(result.Failure is { } why ? $"– {why}" : Number(result.Quality.Value)),-8} {result.FitSeconds,7:F1} s  {trial.Name}"));
    }

    private static void Show(CliRun run, TuningReport report)
    {
        foreach (string reason in report.LeftOut)
            run.Say(reason);
        run.Say(string.Create(CultureInfo.InvariantCulture,
            $"{report.Leaderboard.Count} configurations in {report.Seconds:F0} s; {report.Stopped}. NDCG@{report.K} on the inner splits: {report.Inner.Queries:N0} queries of {report.Inner.Users:N0} users, 95 % intervals."));
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn($"ndcg@{report.K}").NoWrap().RightAligned()).AddColumn(new TableColumn("rung").RightAligned())
            .AddColumn(new TableColumn("fit s").NoWrap().RightAligned()).AddColumn(new TableColumn("ms a request").NoWrap().RightAligned()).AddColumn(new TableColumn("MB").NoWrap().RightAligned()).AddColumn("configuration");
        int place = 0;
        foreach (var trial in report.Leaderboard.Where(t => t.Best is not null).Take(Shown))
        {
            var best = trial.Best!;
            string mark = trial == report.Winner ? "→" : report.Pareto.Contains(trial) ? "*" : "";
            table.AddRow($"{++place}{mark}", WithInterval(best.Quality), $"{trial.Rung + 1}/{report.Rungs.Count}",
                best.FitSeconds.ToString("F1", CultureInfo.InvariantCulture), best.LatencyMillis.ToString("F2", CultureInfo.InvariantCulture), (best.Bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture), Markup.Escape(trial.Name.Replace(":", " ", StringComparison.Ordinal)));
        }
        run.Show(table);
        run.Say("→ the winner; * nothing else is better in quality, latency and size at once. Only rows of the same rung compare.");
        int failed = report.Leaderboard.Count(t => t.Best is null);
        if (failed > 0)
            run.Say($"{failed} configurations could not be measured, such as {report.Leaderboard.First(t => t.Best is null).Name}: {report.Leaderboard.First(t => t.Best is null).Results[^1].Failure}");
        ShowHoldOut(run, report);
    }

    private static void ShowHoldOut(CliRun run, TuningReport report)
    {
        var p = report.HoldOut.Protocol;
        run.Say(string.Create(CultureInfo.InvariantCulture,
            $"On the hold-out, which the search never looked at: {p.Split}, {p.Queries:N0} queries of {p.Users:N0} users over {p.Items:N0} items, fitted on {p.Fitted:N0} interactions, {(p.SeenRemoved ? "seen items removed" : "seen items kept")}."));
        string metric = $"ndcg@{p.K}", hits = $"hr@{p.K}";
        var table = new Table().Border(TableBorder.Simple).AddColumn("model").AddColumn(new TableColumn($"{metric}, 95 %").NoWrap().RightAligned()).AddColumn(new TableColumn(hits).NoWrap().RightAligned())
            .AddColumn(new TableColumn("winner minus it, 95 %").NoWrap().RightAligned()).AddColumn(new TableColumn("fit s").NoWrap().RightAligned());
        var winner = report.HoldOut.Find(report.Winner.Name)!;
        foreach (var row in report.HoldOut.Rows.Where(r => !r.Name.EndsWith(" (frozen)", StringComparison.Ordinal)))
        {
            string difference = row != winner && winner.Versus.TryGetValue(row.Name, out var parts) ? Signed(parts["all"][metric]) : "";
            table.AddRow(row == winner ? "the winner" : Markup.Escape(row.Name), WithInterval(row.Metrics[metric]), Number(row.Metrics[hits].Value), difference, row.FitSeconds.ToString("F1", CultureInfo.InvariantCulture));
        }
        run.Show(table);
    }

    private static string WithInterval(Interval value) => $"{Number(value.Value)} [[{Number(value.Low)}, {Number(value.High)}]]";

    private static string Signed(Interval value) => string.Create(CultureInfo.InvariantCulture, $"{value.Value:+0.0000;-0.0000} [[{value.Low:+0.0000;-0.0000}, {value.High:+0.0000;-0.0000}]]");

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("F4", CultureInfo.InvariantCulture) : "–";
}
