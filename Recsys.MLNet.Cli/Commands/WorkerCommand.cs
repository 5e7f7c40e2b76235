using System.CommandLine;
using System.Globalization;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Updating;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys worker --data STORE --every 6h --publish DIR</c>: the process beside the service that keeps its package new.</summary>
public static class WorkerCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The store that the service writes to (sqlite:PATH, postgres://…), or a folder or file.", Required = true, HelpName = "STORE" };
        var every = new Option<string>("--every") { Description = "Time between attempts, such as 30m, 6h or 1d.", DefaultValueFactory = _ => "6h", HelpName = "TIME" };
        var publish = new Option<string>("--publish") { Description = "Folder to publish into; serve NAME.recsys in it.", Required = true, HelpName = "DIR" };
        var name = new Option<string>("--name") { Description = "Name of the published package.", DefaultValueFactory = _ => new WorkerOptions().Name };
        var keep = new Option<int>("--keep") { Description = "Earlier packages to keep beside it.", DefaultValueFactory = _ => new WorkerOptions().Keep };
        var least = new Option<int>("--least") { Description = "Interactions to judge by without which nothing is promoted.", DefaultValueFactory = _ => new UpdateOptions().LeastInteractions, HelpName = "N" };
        var once = new Option<bool>("--once") { Description = "One attempt now, then end: 0 published, 3 not promoted." };
        var config = new Option<string?>("--config") { Description = "Trains as this configuration says. Default as the published package was trained.", HelpName = "recsys.yml" };
        var components = ComponentOptions.Create();
        return new Command("worker", "Train from a store again and again, judge, and publish by renaming; a service that serves the file loads it.")
            .With(data, every, publish, name, keep, least, once, config, components)
            .OnRun(async run =>
            {
                ComponentOptions.Load(run, components);
                var options = new WorkerOptions
                {
                    Data = run.Get(data)!,
                    Publish = run.Get(publish)!,
                    Name = run.Get(name)!,
                    Every = Time(run.Get(every)!),
                    Keep = run.Get(keep),
                    Training = UpdateCommand.Training(run.Get(config)),
                    Update = new() { LeastInteractions = run.Get(least) },
                };
                var clock = TimeProvider.System;
                using var worker = new UpdateWorker(options, clock, message => run.Say(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} {message}")));
                if (!run.Get(once))
                {
                    await worker.RunAsync(run.Settings);
                    return ExitCode.Ok;
                }
                var report = worker.Attempt(run.Settings);
                if (report is null)
                    return ExitCode.NotPromoted;
                run.Report(report.ToJson());
                UpdateCommand.Show(run, report);
                return report.Promoted ? ExitCode.Ok : ExitCode.NotPromoted;
            });
    }

    /// <summary>A time with its unit.</summary>
    public static TimeSpan Time(string text)
    {
        double unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;
        return unit > 0 && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double count) && count > 0 && count * unit < 1e9
            ? TimeSpan.FromSeconds(count * unit)
            : throw new ArgumentException($"--every is '{text}'; expected a number and s, m, h or d, such as 6h.");
    }
}
