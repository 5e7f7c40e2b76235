using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>What the commands that fit text encoders on a log have in common: the log, the folder of the result, the report.</summary>
internal sealed class TextFit(CliRun run, string folder, InteractionLog log)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The folder of the result.</summary>
    public string Folder => folder;

    /// <summary>The interactions and item texts.</summary>
    public InteractionLog Log => log;

    public static Option<string> Data() => new("--data") { Description = "Folder with events.jsonl, or a file of events, items with their texts among them.", Required = true, HelpName = "DATA" };

    public static Option<string> Output(string gets) => new("--out") { Description = $"Folder that gets {gets}.", Required = true, HelpName = "DIR" };

    public static Argument<string[]> Options(string what) => new("OPTION=VALUE") { Description = $"Options of the {what}; see docs/options.md.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Reads the log; the clock begins after it.</summary>
    public static TextFit Begin(CliRun run, Option<string> data, Option<string> output)
    {
        string folder = run.Get(output)!;
        if (File.Exists(folder))
            throw new InvalidDataException($"{folder} is a file; expected a folder to write into.");
        run.Settings.Report("read", 0);
        return new(run, folder, InteractionLogBuilder.Read(run.Get(data)!));
    }

    /// <summary>Says what came of it, and prints the report.</summary>
    public int End(string task, IValidatedOptions options, string summary, params (string Name, int Value)[] numbers)
    {
        run.Say(FormattableString.Invariant($"{task}: {log.Items.Count:N0} items, {summary}, {_clock.Elapsed.TotalSeconds:f1} s: {folder}"));
        var report = new JsonObject { ["format"] = 1, ["task"] = task, ["options"] = OptionJson.Of(options), ["items"] = log.Items.Count };
        foreach (var (name, value) in numbers)
            report[name] = value;
        report["seconds"] = _clock.Elapsed.TotalSeconds;
        run.Print(report);
        run.Report(report.DeepClone());
        return ExitCode.Ok;
    }
}
