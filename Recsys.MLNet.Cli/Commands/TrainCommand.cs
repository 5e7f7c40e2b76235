using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys train --data DATA --out FILE.recsys</c>: the whole recommender as one package.</summary>
public static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with events.jsonl, a file of events or interactions, or a store (sqlite:PATH, postgres://…).", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = "Package to write.", Required = true, HelpName = "FILE.recsys" };
        var models = new Option<string?>("--models") { Description = "Models to fit, divided by commas. Default pipeline,item-knn,tf-idf.", HelpName = "LIST" };
        return new Command("train", "Train a whole recommender from an event log and write it as one package.")
            .With(data, output, models)
            .OnRun(run =>
            {
                var options = new TrainingOptions();
                if (run.Get(models) is { } list)
                    options = options with { Models = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new ModelUse(name))] };
                long began = Environment.TickCount64;
                var trained = new RecommenderTrainer(options).Train(run.Get(data)!, run.Settings);
                foreach (string reason in trained.LeftOut)
                    run.Say($"left out {reason}");
                string path = run.Get(output)!;
                var manifest = trained.Save(path);
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
                    ["seconds"] = seconds,
                });
                return ExitCode.Ok;
            });
    }
}
