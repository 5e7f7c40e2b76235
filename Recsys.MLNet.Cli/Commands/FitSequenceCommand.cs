using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Import;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit sequence</c>: the behaviour model from "user i1 i2 …" lines, judged leave-one-out.</summary>
public static class FitSequenceCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "\"user i1 i2 …\" lines, oldest first.", Required = true, HelpName = "FILE" };
        var items = new Option<string?>("--items") { Description = "Item id, other id, title, attribute ids, divided by tabs, with a header: lets titles speak for items.", HelpName = "FILE" };
        var times = new Option<string?>("--times") { Description = "The lines of --data, each with a tab and the seconds before each event: lets gaps speak.", HelpName = "FILE" };
        var eval = new Option<string>("--eval") { Description = "full ranks the last event of each user among all items, sampled:N among N random ones.", DefaultValueFactory = _ => "full", HelpName = "full|sampled:100" };
        var output = new Option<string?>("--out") { Description = "Where to write the model.", HelpName = "MODEL" };
        var onnx = new Option<string?>("--onnx") { Description = "Where to write it as an ONNX graph, too, for services that are not .NET.", HelpName = "FILE" };
        var options = new Argument<string[]>("OPTION=VALUE") { Description = "Options of the model, such as Width=64 Layers=1 Dropout=0.2; see docs/options.md.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("sequence", "Attention over behaviour sequences.").With(data, items, times, eval, output, onnx, options).OnRun(run =>
        {
            var settings = OptionValues.Apply(new BehaviorAttentionOptions(), run.Get(options));
            int sample = Sample(run.Get(eval)!);
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            string? timed = run.Get(times);
            var log = InteractionLogBuilder.From(new AmazonSequencesImporter().Read(timed ?? run.Get(data)!, timed is not null, run.Get(items) ?? "", new ImportOptions(), run.Settings));
            var split = Splits.LeaveOneOut(log);
            var trainer = new BehaviorAttentionTrainer(settings)
            {
                Watch = e => run.Say(FormattableString.Invariant($"epoch {e.Number}: loss {e.Loss:f4}, validation ndcg@10 {e.Ndcg:f4}, hr@10 {e.Hits:f4}, {e.Time.TotalSeconds:f1} s")),
            };
            double read = clock.Elapsed.TotalSeconds;
            var model = trainer.Learn(log.Select(split.Train), log.Select(split.Valid), run.Settings);
            double fit = clock.Elapsed.TotalSeconds - read, fitCpu = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            var history = log.Select([.. split.Train.Concat(split.Valid).Order()]);
            var measured = sample == 0 ? FitReport.Measure(model, history, log.Select(split.Test), run.Settings) : SampledRanks.Measure(model, history, log.Select(split.Test), sample, run.Settings);
            run.Say($"test: {string.Join("  ", measured.Select(m => FormattableString.Invariant($"{m.Key} {m.Value:f4}")))}");
            if (run.Get(output) is { } path)
                new FittedModel(log.Users, log.Items, model).Save(path);
            if (run.Get(onnx) is { } graph)
            {
                using var exported = BehaviorOnnx.Export(model);
                OnnxWriter.Save(exported, graph);
            }
            using var process = Process.GetCurrentProcess();
            var report = new JsonObject
            {
                ["format"] = 1,
                ["task"] = "sequence",
                ["options"] = new JsonObject(OptionValues.Of(settings).Select(o => KeyValuePair.Create(o.Name, (JsonNode?)o.Value?.ToString()))),
                ["seconds"] = new JsonObject { ["read"] = read, ["fit"] = fit, ["score"] = clock.Elapsed.TotalSeconds - read - fit },
                ["cpuSeconds"] = new JsonObject { ["fit"] = fitCpu },
                ["peakBytes"] = process.PeakWorkingSet64,
                ["metrics"] = new JsonObject { ["test"] = new JsonObject(measured.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))) },
            };
            run.Report(report);
            if (run.JsonFile is null)
                run.Print(report["metrics"]!.DeepClone());
            return ExitCode.Ok;
        });
    }

    private static int Sample(string eval) => eval == "full" ? 0
        : eval.StartsWith("sampled:", StringComparison.Ordinal) && int.TryParse(eval.AsSpan(8), out int n) && n > 0 ? n
        : throw new ArgumentException($"--eval is '{eval}'; expected full, or sampled:N such as sampled:100.");
}
