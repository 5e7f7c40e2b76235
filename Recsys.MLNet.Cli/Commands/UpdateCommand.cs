using System.CommandLine;
using System.Globalization;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Updating;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys update --package F --data DATA --out G</c>: the next package, if it is not worse. Exit code 3 when it is.</summary>
public static class UpdateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var package = new Option<string>("--package") { Description = "The package before.", Required = true, HelpName = "F" };
        var data = new Option<string>("--data") { Description = "The whole log, what the package was trained on included: folder, file or store (sqlite:PATH, postgres://…).", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = "Package to write; untouched when the update is worse.", Required = true, HelpName = "G" };
        var holdOut = new Option<double>("--hold-out") { Description = "Share of the interactions since the package, the newest, to judge by.", DefaultValueFactory = _ => new UpdateOptions().HoldOut };
        var least = new Option<int>("--least") { Description = "Interactions to judge by without which nothing is promoted.", DefaultValueFactory = _ => new UpdateOptions().LeastInteractions, HelpName = "N" };
        var loss = new Option<double>("--max-loss") { Description = "Share of the NDCG before that may be lost.", DefaultValueFactory = _ => new UpdateOptions().MaxLoss };
        var config = new Option<string?>("--config") { Description = "Trains as this configuration says. Default as the package was trained.", HelpName = "recsys.yml" };
        var components = ComponentOptions.Create();
        return new Command("update", "Continue a package with what happened since, and promote it if it is not worse on the newest events.")
            .With(package, data, output, holdOut, least, loss, config, components)
            .OnRun(run =>
            {
                ComponentOptions.Load(run, components);
                var options = new UpdateOptions { HoldOut = run.Get(holdOut), LeastInteractions = run.Get(least), MaxLoss = run.Get(loss) };
                var report = new PackageUpdater(options, Training(run.Get(config))).Update(run.Get(package)!, run.Get(data)!, run.Get(output)!, run.Settings);
                run.Report(report.ToJson());
                Show(run, report);
                run.Say(report.Promoted
                    ? $"promoted: {report.Before} -> {report.Manifest!.Version} in {run.Get(output)}; {report.Reason}"
                    : $"not promoted: {report.Reason}");
                return report.Promoted ? ExitCode.Ok : ExitCode.NotPromoted;
            });
    }

    internal static TrainingOptions? Training(string? config) => config is null ? null : RecommenderConfiguration.Load(config).ToTrainingOptions();

    internal static void Show(CliRun run, UpdateReport report)
    {
        if (report.Rows.Count == 0)
            return;
        string[] metrics = [.. report.Rows[0].Metrics.Keys.Where(m => !m.StartsWith("score-", StringComparison.Ordinal))];
        var table = new Table().AddColumns(["model", "version", .. metrics, "minus candidate"]);
        foreach (var row in report.Rows)
            table.AddRow([row.Name, row.Version, .. metrics.Select(m => Text(row.Metrics[m].Value)), row.Name == "candidate" ? "" : $"{Text(row.Versus.Value)} ({Text(row.Versus.Low)} to {Text(row.Versus.High)})"]);
        table.Title = new TableTitle($"{report.Requests} requests of the newest events, {report.NewInteractions} interactions since the package before");
        run.Show(table);
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
