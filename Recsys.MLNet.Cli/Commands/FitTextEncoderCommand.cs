using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit text-encoder</c>: a text encoder learned from the items and the sessions of a log, saved as an ONNX folder.</summary>
public static class FitTextEncoderCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with events.jsonl, or a file of events, items with their texts among them.", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = "Folder that gets model.onnx, tokenizer.json and config.json.", Required = true, HelpName = "DIR" };
        var options = new Argument<string[]>("OPTION=VALUE") { Description = "Options of the encoder, such as Dimensions=128 Epochs=6 Width=256; see docs/options.md.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("text-encoder", "A text encoder learned from items and sessions.").With(data, output, options).OnRun(run =>
        {
            var settings = OptionValues.Apply(new TextEncoderOptions(), run.Get(options));
            string folder = run.Get(output)!;
            if (File.Exists(folder))
                throw new InvalidDataException($"{folder} is a file; expected a folder to write into.");
            run.Settings.Report("read", 0);
            var log = InteractionLogBuilder.Read(run.Get(data)!);
            var clock = Stopwatch.StartNew();
            var trained = new TextEncoderTrainer(settings).Fit(log, run.Settings);
            trained.Save(folder);
            run.Say(FormattableString.Invariant($"text-encoder: {log.Items.Count:N0} items, {trained.Vocabulary.Tokens.Count:N0} tokens, vectors of {trained.Dimensions}, {clock.Elapsed.TotalSeconds:f1} s: {folder}"));
            var report = new JsonObject
            {
                ["format"] = 1,
                ["task"] = "text-encoder",
                ["options"] = OptionJson.Of(settings),
                ["items"] = log.Items.Count,
                ["tokens"] = trained.Vocabulary.Tokens.Count,
                ["dimensions"] = trained.Dimensions,
                ["seconds"] = clock.Elapsed.TotalSeconds,
            };
            run.Print(report);
            run.Report(report.DeepClone());
            return ExitCode.Ok;
        });
    }
}
