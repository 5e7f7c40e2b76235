using System.CommandLine;
using System.Globalization;
using System.Text;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Reporting;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys report --package F --out page.html</c>: everything about a package on one page.</summary>
public static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var defaults = new ReportOptions();
        var package = new Option<string>("--package") { Description = "The package.", Required = true, HelpName = "F" };
        var output = new Option<string>("--out") { Description = "Page to write.", Required = true, HelpName = "page.html" };
        var data = new Option<string?>("--data") { Description = "Events to audit: a folder with events.jsonl, a file or a store. Default none, and no audit.", HelpName = "DATA" };
        var evaluation = new Option<string?>("--evaluation") { Description = "What 'recsys evaluate --json' wrote. Default the evaluation in the package, if it has one.", HelpName = "FILE" };
        var title = new Option<string>("--title") { Description = "Title of the page.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var users = new Option<int>("--users") { Description = "Users asked for coverage, concentration and latency.", DefaultValueFactory = _ => defaults.Users };
        var count = new Option<int>("-k") { Description = "Length of their lists.", DefaultValueFactory = _ => defaults.Count };
        var components = ComponentOptions.Create();
        return new Command("report", "Write one self-contained HTML page about a package: data, quality, what ranks, examples, latency, model card.")
            .With(package, output, data, evaluation, title, users, count, components)
            .OnRun(run =>
            {
                ComponentOptions.Load(run, components);
                var options = new ReportOptions { Title = run.Get(title)!, Users = run.Get(users), Count = run.Get(count) };
                options.ThrowIfInvalid();
                string? events = run.Get(data);
                var audit = events is null ? null : EventSource.Audit(events, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), run.Settings);
                string name = events is null ? "" : EventSource.IsStore(events) ? events[..events.IndexOf(':', StringComparison.Ordinal)] + " store" : Path.GetFileName(Path.TrimEndingDirectorySeparator(events));
                string page = RecommenderReport.Of(run.Get(package)!, options, run.Settings, audit, name, run.Get(evaluation)).ToHtml();
                string path = run.Get(output)!;
                byte[] bytes = new UTF8Encoding(false).GetBytes(page);
                AtomicFile.Write(path, stream => stream.Write(bytes));
                run.Say(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes.Length / 1e3:F0} kB; open it in any browser"));
                return ExitCode.Ok;
            });
    }
}
