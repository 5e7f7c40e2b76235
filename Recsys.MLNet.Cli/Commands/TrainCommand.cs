using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys train --data DATA --out FILE.recsys [--config recsys.yml]</c>: the whole recommender as one package.</summary>
public static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var configured = new ConfigurationOptions();
        var output = new Option<string>("--out") { Description = "Package to write.", Required = true, HelpName = "FILE.recsys" };
        var models = new Option<string?>("--models") { Description = "Models to fit, divided by commas. Default those of the configuration, else pipeline,item-knn,tf-idf.", HelpName = "LIST" };
        var objectives = new Option<string?>("--objectives") { Description = $"What each outcome's probability is learned of, divided by commas: {string.Join(", ", RowLabels.Aims)}. Requests then weigh them. Default ranker.aims of the configuration, else none: one order by the most valuable outcome.", HelpName = "LIST" };
        var evaluate = new Option<bool>("--evaluate") { Description = "First judge it on events it has not seen, as the configuration says, and keep the metrics in the package." };
        var rows = RowsCommand.Folder("Folder in which the ranker's rows are kept: a run that was stopped goes on from there, and another one with other trees or aims learns from the same rows.", required: false);
        return new Command("train", "Train a whole recommender from an event log and write it as one package.")
            .With(configured.File, configured.Data, output, models, objectives, evaluate, rows, configured.Components)
            .OnRun(run =>
            {
                long began = Environment.TickCount64;
                var configuration = configured.Read(run, run.Get(models));
                if (run.Get(objectives) is { } aims)
                {
                    configuration = configuration with { Ranker = configuration.Ranker with { Aims = [.. aims.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] } };
                    configuration.ThrowIfInvalid();
                }
                var settings = ConfigurationOptions.Settings(run, configuration);
                var work = new RecommenderRun(configuration) { Rows = run.Get(rows) };
                var report = run.Get(evaluate) ? work.Evaluate(null, settings) : null;
                if (report is not null)
                    EvaluationTables.Show(run, report);
                TrainedRecommender trained;
                try
                {
                    trained = work.Train(null, settings);
                }
                catch (OperationCanceledException) when (work.Rows is not null)
                {
                    return RowsCommand.Interrupted(run, work.Rows);
                }
                var built = new BuiltRecommender(trained, report);
                foreach (string reason in trained.LeftOut)
                    run.Say($"left out {reason}");
                foreach (string line in trained.Ranker?.Lines() ?? [])
                    run.Say(line);
                string path = run.Get(output)!;
                var manifest = built.Save(path);
                double seconds = (Environment.TickCount64 - began) / 1000.0;
                run.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: version {manifest.Version}, models {string.Join(", ", trained.Models)}; {manifest.StateEvents:N0} events, {trained.State.UserCount:N0} users, {trained.State.ItemCount:N0} items, {new FileInfo(path).Length / 1e6:F1} MB, {seconds:F1} s"));
                run.Report(new JsonObject
                {
                    ["format"] = 1,
                    ["task"] = "train",
                    ["package"] = path,
                    ["version"] = manifest.Version,
                    ["events"] = manifest.StateEvents,
                    ["models"] = new JsonArray([.. trained.Models.Select(m => (JsonNode)m)]),
                    ["ranker"] = trained.Ranker?.ToJson(),
                    ["seconds"] = seconds,
                });
                return ExitCode.Ok;
            });
    }
}
