using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit lambdarank</c>: trees from SVMlight files, with LightGBM's parameters and model format.</summary>
public static class FitLambdaRankCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var train = new Option<string?>("--train") { Description = "SVMlight rows; query sizes from qid or FILE.query. Default: data= of the configuration.", HelpName = "FILE" };
        var valid = new Option<string?>("--valid") { Description = "Rows to measure on after every tree, and to stop by.", HelpName = "FILE" };
        var test = new Option<string?>("--test") { Description = "Rows to measure the finished model on.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Where to write the model in LightGBM's text format; a name ending in .onnx writes ONNX.", HelpName = "MODEL" };
        var config = new Option<string?>("--config") { Description = "LightGBM configuration file; the command line wins, and its data paths give way to --train, --valid and --out.", HelpName = "FILE" };
        var parameters = new Argument<string[]>("KEY=VALUE") { Description = "LightGBM parameters, such as num_leaves=63 learning_rate=0.05.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("lambdarank", "Learn trees that order documents, as LightGBM does.").With(train, valid, test, output, config, parameters).OnRun(run =>
        {
            string? configPath = run.Get(config);
            var asked = LightGbmParameters.Parse([.. DefaultObjective, .. configPath is null ? [] : LightGbmParameters.ReadFile(configPath), .. run.Get(parameters)]);
            string trainPath = run.Get(train) ?? Beside(configPath, asked.Data) ?? throw new ArgumentException("--train is missing, and no configuration names data.");
            string? validPath = run.Get(valid) ?? (run.Get(train) is null ? asked.Valid.Select(v => Beside(configPath, v)).FirstOrDefault() : null);
            foreach (string? path in new[] { trainPath, validPath, run.Get(test) })
                if (path is not null && !File.Exists(path))
                    throw new FileNotFoundException($"{path}: there is no such file.");
            return Run(run, asked, trainPath, validPath, run.Get(test), run.Get(output) ?? asked.OutputModel);
        });
    }

    private static readonly string[] DefaultObjective = ["objective=lambdarank"];

    private static int Run(CliRun run, LightGbmParameters asked, string train, string? valid, string? test, string? output)
    {
        var settings = run.Settings with { Seed = asked.Seed ?? run.Settings.Seed, Threads = asked.Threads ?? run.Settings.Threads };
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var rounds = new List<TrainingRound>();
        var options = asked.Options;
        var model = asked.InputModel is { } start
            ? Continue(options, settings, TreeEnsemble.ReadText(start), train, valid, asked, rounds)
            : new LambdaRankTrainer(options).FitFile(train, settings, valid, asked.CategoricalFeatures, rounds);
        double fitSeconds = clock.Elapsed.TotalSeconds, fitCpu = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        long peak = process.PeakWorkingSet64;

        var metrics = new JsonObject();
        if (rounds.Count > 0)
            Report("valid", rounds[Math.Min(model.TreeCount, rounds.Count) - 1].Metrics);
        if (test is not null)
            Report("test", RankingEvaluation.MeasureFile(model, test, options));
        if (output is not null)
            Save(model, output);
        run.Say(FormattableString.Invariant($"lambdarank: {model.TreeCount} trees in {fitSeconds:f1} s, {fitCpu:f1} s of processor time, peak {peak >> 20} MB. A query without a relevant document counts as NDCG 1, as in LightGBM."));
        if (asked.Ignored.Count > 0)
            run.Say($"without effect here: {string.Join(", ", asked.Ignored)}");
        run.Report(new JsonObject
        {
            ["format"] = 1,
            ["task"] = "lambdarank",
            ["options"] = OptionJson.Of(options),
            ["trees"] = model.TreeCount,
            ["seconds"] = new JsonObject { ["fit"] = fitSeconds },
            ["cpuSeconds"] = new JsonObject { ["fit"] = fitCpu },
            ["peakBytes"] = peak,
            ["emptyQueries"] = "count as 1",
            ["metrics"] = metrics,
        });
        if (run.JsonFile is null)
            run.Print(metrics.DeepClone());
        return ExitCode.Ok;

        void Report(string name, IReadOnlyDictionary<string, double> values)
        {
            metrics[name] = new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));
            run.Say($"{name}: {string.Join("  ", values.Select(v => FormattableString.Invariant($"{v.Key} {v.Value:f4}")))}");
        }
    }

    private static TreeEnsemble Continue(LambdaRankOptions options, RunSettings settings, TreeEnsemble start, string train, string? valid, LightGbmParameters asked, List<TrainingRound> rounds)
    {
        var data = RankingFile.Read(train, start.FeatureCount).Named(start.FeatureNames);
        data = new RankingDataset(data.Features, data.Labels, data.GroupSizes) { FeatureNames = start.FeatureNames, CategoricalFeatures = asked.CategoricalFeatures, Weights = data.Weights, Positions = data.Positions };
        return new LambdaRankTrainer(options).Fit(data, settings, valid is null ? null : RankingFile.Read(valid, start.FeatureCount).Named(start.FeatureNames), start, rounds);
    }

    private static void Save(TreeEnsemble model, string path)
    {
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            TreeEnsembleOnnx.Save(model, path);
            return;
        }
        string aside = path + ".tmp";
        using (var writer = new StreamWriter(aside))
            model.WriteText(writer);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Paths in a configuration are relative to it.</summary>
    private static string? Beside(string? config, string? path) =>
        path is null || config is null || Path.IsPathRooted(path) ? path : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(config))!, path);
}
