using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit als|bpr|…</c>: one collaborative model from a file of "user item value [time]" lines.</summary>
public static class FitCollaborativeCommand
{
    private static readonly (string Verb, string Model, string What)[] Verbs =
    [
        ("als", "als", "Implicit factorization by alternating least squares."),
        ("bpr", "bpr", "Factorization that orders what a user has above what they have not."),
        ("warp", "warp", "Factorization for the top of the list."),
        ("sgd", "sgd", "Factorization of ratings with biases."),
        ("svdpp", "svdpp", "Factorization of ratings and of which items were rated."),
        ("ease", "ease", "Linear item-to-item model in closed form."),
        ("itemknn", "item-cosine", "Item-to-item nearest neighbours."),
        ("userknn", "user-knn", "User-to-user nearest neighbours."),
        ("ncf", "ncf", "Neural pair model with cross-entropy."),
    ];

    /// <summary>One command for each model.</summary>
    public static IEnumerable<Command> CreateAll() => Verbs.Where(v => KnownModels.All.Any(m => m.Name == v.Model)).Select(v => Create(v.Verb, KnownModels.All.First(m => m.Name == v.Model), v.What));

    private static Command Create(string verb, KnownModel model, string what)
    {
        var train = new Option<string>("--train") { Description = "Interactions to fit: \"user item value [time]\" lines.", Required = true, HelpName = "FILE" };
        var valid = new Option<string?>("--valid") { Description = "Held-out interactions to measure on.", HelpName = "FILE" };
        var test = new Option<string?>("--test") { Description = "Held-out interactions to measure on.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Where to write the model.", HelpName = "MODEL" };
        var options = new Argument<string[]>("OPTION=VALUE") { Description = $"Options of the model, such as {string.Join(" ", OptionsOf(model, []).Take(3).Select(o => $"{o.Name}={o.Value}"))}; see docs/options.md.", Arity = ArgumentArity.ZeroOrMore };
        return new Command(verb, what).With(train, valid, test, output, options).OnRun(run =>
        {
            string[] values = run.Get(options);
            var trainer = model.Configure!(values);
            var clock = new Laps();
            string?[] given = [run.Get(train), run.Get(valid), run.Get(test)];
            var logs = InteractionLines.Read([.. given.OfType<string>()]);
            clock.Lap("read");
            var scorer = trainer.Fit(logs[0], run.Settings);
            clock.Lap("fit");
            var metrics = new JsonObject();
            int next = 1;
            foreach (var (name, path) in new[] { ("valid", given[1]), ("test", given[2]) })
            {
                if (path is null)
                    continue;
                var measured = FitReport.Measure(scorer, logs[0], logs[next++], run.Settings);
                metrics[name] = new JsonObject(measured.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
                run.Say($"{name}: {string.Join("  ", measured.Select(m => FormattableString.Invariant($"{m.Key} {m.Value:f4}")))}");
            }
            clock.Lap("score");
            if (run.Get(output) is { } path2)
                new FittedModel(logs[0].Users, logs[0].Items, scorer).Save(path2);
            run.Say(FormattableString.Invariant($"{verb}: {logs[0].Count:N0} interactions of {logs[0].Users.Count:N0} users and {logs[0].Items.Count:N0} items, fitted in {clock.Seconds["fit"]!.GetValue<double>():f2} s"));
            using var process = Process.GetCurrentProcess();
            var report = new JsonObject
            {
                ["format"] = 1,
                ["task"] = verb,
                ["options"] = new JsonObject(OptionsOf(model, values).Select(o => KeyValuePair.Create(o.Name, JsonValueOf(o.Value)))),
                ["seconds"] = clock.Seconds,
                ["cpuSeconds"] = clock.CpuSeconds,
                ["peakBytes"] = process.PeakWorkingSet64,
                ["metrics"] = metrics,
            };
            run.Report(report);
            if (run.JsonFile is null)
                run.Print(report["metrics"]!.DeepClone());
            return ExitCode.Ok;
        });
    }

    private static IReadOnlyList<(string Name, object? Value)> OptionsOf(KnownModel model, string[] values)
    {
        var trainer = model.Configure!(values);
        return OptionValues.Of((IValidatedOptions)trainer.GetType().GetProperty("Options")!.GetValue(trainer)!);
    }

    private static JsonNode? JsonValueOf(object? value) => value switch
    {
        int number => number,
        bool truth => truth,
        float number => double.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture),
        Enum name => name.ToString(),
        _ => value?.ToString(),
    };

    /// <summary>Wall and processor time of each stage.</summary>
    private sealed class Laps
    {
        private long _wall = Stopwatch.GetTimestamp();
        private TimeSpan _cpu = Environment.CpuUsage.TotalTime;

        public JsonObject Seconds { get; } = [];

        public JsonObject CpuSeconds { get; } = [];

        public void Lap(string stage)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            Seconds[stage] = Stopwatch.GetElapsedTime(_wall).TotalSeconds;
            CpuSeconds[stage] = (cpu - _cpu).TotalSeconds;
            (_wall, _cpu) = (Stopwatch.GetTimestamp(), cpu);
        }
    }
}
