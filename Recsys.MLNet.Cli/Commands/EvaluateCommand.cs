using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys evaluate</c>: models side by side under one protocol.</summary>
public static class EvaluateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder with events.jsonl, a file of events or interactions, or a store (sqlite:PATH, postgres://…).", HelpName = "DATA" };
        var models = new Option<string>("--models") { Description = "floors, all, or names divided by commas.", DefaultValueFactory = _ => "all", HelpName = "LIST" };
        var split = new Option<string?>("--split")
        {
            Description = "time, prequential, leave-one-out, random-user:80/10/10, random-item:75/25, cold-items:10, folds:5 or files:TRAIN,TEST. Default prequential where times are absolute, else leave-one-out.",
            HelpName = "SPLIT",
        };
        var k = new Option<int>("-k") { Description = "Length of the lists that are judged.", DefaultValueFactory = _ => new EvaluationOptions().K };
        var candidates = new Option<string>("--candidates") { Description = "full: the whole catalogue; trained: items that occur in what models are fitted on.", DefaultValueFactory = _ => "full" };
        var keepSeen = new Option<bool>("--keep-seen") { Description = "Items of the user's history stay candidates and can be relevant." };
        var target = new Option<string?>("--target") { Description = "Interaction types that count as relevant, divided by commas; default all.", HelpName = "TYPES" };
        var addValidation = new Option<bool>("--add-val") { Description = "Adds rows NAME+val, fitted on the validation part too." };
        var resamples = new Option<int>("--resamples") { Description = "Draws of the bootstrap behind the intervals.", DefaultValueFactory = _ => new EvaluationOptions().Resamples };
        var users = new Option<int>("--users") { Description = "Most users that are asked, drawn at random; 0 asks all. Models are fitted on all." };
        var ablate = new Option<bool>("--ablate") { Description = "Adds the pipeline without text, factors, pairs or trees." };
        return new Command("evaluate", "Fit models and compare them under one protocol, with intervals and slices.")
            .With(data, models, split, k, candidates, keepSeen, target, addValidation, resamples, users, ablate)
            .OnRun(run =>
            {
                var options = new EvaluationOptions
                {
                    K = run.Get(k),
                    Resamples = run.Get(resamples),
                    RemoveSeen = !run.Get(keepSeen),
                    TrainedItemsOnly = run.Get(candidates) switch
                    {
                        "full" => false,
                        "trained" => true,
                        var other => throw new ArgumentException($"--candidates is '{other}'; expected full or trained."),
                    },
                    Target = run.Get(target)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                    AddValidationFits = run.Get(addValidation),
                    MaxUsers = run.Get(users),
                };
                options.ThrowIfInvalid();
                var (log, splits) = Read(run, run.Get(data), run.Get(split));
                CheckTarget(options, log);
                var selected = KnownModels.Select(run.Get(models)!, log, run.Say);
                var evaluator = new Evaluator(log, splits, options, run.Settings);
                foreach (var model in selected)
                    evaluator.Add(model.Create(log));
                if (run.Get(ablate))
                    foreach (var trainer in PipelineAblations.For(log))
                        evaluator.AddAblation(trainer);
                var report = evaluator.Report();
                run.Report(report.ToJson());
                EvaluationTables.Show(run, report);
                return ExitCode.Ok;
            });
    }

    private static (InteractionLog, IReadOnlyList<Split>) Read(CliRun run, string? data, string? text)
    {
        var plan = text is null ? null : SplitPlan.Parse(text);
        if (plan?.Kind == SplitKind.Files)
        {
            var (train, test) = (plan.Paths[0], plan.Paths[^1]);
            var (log, split) = Splits.Files(train, test, plan.Paths.Count == 3 ? plan.Paths[1] : null);
            return (log, [split]);
        }
        if (data is null)
            throw new ArgumentException("--data is missing; it is needed for every split but files:TRAIN,TEST.");
        run.Settings.Report("read", 0);
        var read = InteractionLogBuilder.From(EventSource.ReadAll(data));
        plan ??= SplitPlan.Parse(read.Clock == EventClock.Absolute ? "prequential" : "leave-one-out");
        return (read, plan.Apply(read, run.Settings));
    }

    private static void CheckTarget(EvaluationOptions options, InteractionLog log)
    {
        foreach (string type in options.Target)
            if (log.Types.Find(type) < 0)
                throw new ArgumentException($"--target names '{type}'; the interactions are of the types {string.Join(", ", log.Types.Ids)}.");
    }
}
