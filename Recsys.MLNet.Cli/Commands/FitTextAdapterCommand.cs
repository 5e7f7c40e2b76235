using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.TextAdapters;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit text-adapter</c>: a frozen encoder fine-tuned on a log, as an adapter file and as one ONNX folder.</summary>
public static class FitTextAdapterCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Folder of the encoder; it stays as it is.", Required = true, HelpName = "DIR" };
        var data = new Option<string>("--data") { Description = "Folder with events.jsonl, or a file of events, items with their texts among them.", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = "Folder that gets the encoder with the adapter in its graph, and adapter.bin beside it.", Required = true, HelpName = "DIR" };
        var start = new Option<string?>("--start") { Description = "An adapter.bin to go on from, learned on the same encoder.", HelpName = "FILE" };
        var options = new Argument<string[]>("OPTION=VALUE") { Description = "Options of the adapter, such as Rank=16 Epochs=3; see docs/options.md.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("text-adapter", "A frozen text encoder fine-tuned on behaviour.").With(model, data, output, start, options).OnRun(run =>
        {
            var settings = OptionValues.Apply(new TextAdapterOptions(), run.Get(options));
            string folder = run.Get(output)!;
            if (File.Exists(folder))
                throw new InvalidDataException($"{folder} is a file; expected a folder to write into.");
            run.Settings.Report("read", 0);
            var log = InteractionLogBuilder.Read(run.Get(data)!);
            var clock = Stopwatch.StartNew();
            var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = run.Get(model)! }, new() { Threads = run.Settings.Threads });
            var adapter = new TextAdapterTrainer(settings).Fit(encoder, log, run.Settings, run.Get(start) is { } file ? TextAdapter.Load(file) : null);
            using (var adapted = new AdaptedTextEncoder(encoder, adapter))
                adapted.Export(folder);
            adapter.Save(Path.Combine(folder, "adapter.bin"));
            run.Say(FormattableString.Invariant($"text-adapter: {log.Items.Count:N0} items, rank {adapter.Rank} on vectors of {adapter.Dimensions}, {clock.Elapsed.TotalSeconds:f1} s: {folder}"));
            var report = new JsonObject
            {
                ["format"] = 1,
                ["task"] = "text-adapter",
                ["options"] = OptionJson.Of(settings),
                ["items"] = log.Items.Count,
                ["dimensions"] = adapter.Dimensions,
                ["seconds"] = clock.Elapsed.TotalSeconds,
            };
            run.Print(report);
            run.Report(report.DeepClone());
            return ExitCode.Ok;
        });
    }
}
