using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Tuning;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys evaluate</c>: models side by side under one protocol.</summary>
public static class EvaluateCommand
{
    private const string Whole = "pipeline";
    private const string LivePrefix = Whole + ":"; // the recommender with some values other than the configuration's

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var configured = new ConfigurationOptions();
        var models = new Option<string?>("--models") { Description = "floors, all, configured, or names divided by commas. Default all, with a configuration floors,configured.", HelpName = "LIST" };
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
        var seeds = new Option<int>("--seeds") { Description = "Seeds that every model is fitted with, from --seed on; figures are their means, with their spread.", DefaultValueFactory = _ => new EvaluationOptions().Seeds };
        var users = new Option<int>("--users") { Description = "Most users that are asked, drawn at random; 0 asks all. Models are fitted on all." };
        var ablate = new Option<bool>("--ablate") { Description = "Adds the pipeline without each of its parts: text, behaviour, factors, pairs, live sources, trees. Default --models is then floors,pipeline." };
        var package = new Option<string?>("--package") { Description = "Judges a package by the events after its cutoff, beside --models if they are given.", HelpName = "FILE" };
        return new Command("evaluate", "Fit models and compare them under one protocol, with intervals and slices.")
            .With(configured.File, configured.Data, package, models, split, k, candidates, keepSeen, target, addValidation, resamples, seeds, users, ablate, configured.Components)
            .OnRun(run =>
            {
                var plan = run.Get(split) is { } text ? SplitPlan.Parse(text) : null;
                var configuration = plan?.Kind == SplitKind.Files && !run.Has(configured.File) ? new RecommenderConfiguration() : configured.Read(run);
                var settings = ConfigurationOptions.Settings(run, configuration);
                var work = new RecommenderRun(configuration);
                var options = new EvaluationOptions
                {
                    K = run.Has(k) ? run.Get(k) : configuration.Run.K,
                    Resamples = run.Get(resamples),
                    RemoveSeen = !run.Get(keepSeen) && work.RemovesSeen,
                    TrainedItemsOnly = run.Get(candidates) switch
                    {
                        "full" => false,
                        "trained" => true,
                        var other => throw new ArgumentException($"--candidates is '{other}'; expected full or trained."),
                    },
                    Target = run.Get(target)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                    AddValidationFits = run.Get(addValidation),
                    MaxUsers = run.Get(users),
                    Seeds = run.Get(seeds),
                };
                options.ThrowIfInvalid();
                if (run.Get(package) is { } file)
                {
                    var judged = PackageEvaluation.Run(file, work.EventsAgain(settings),
                        all => run.Has(models) ? Trainers(run, run.Get(models)!, configuration, all) : [], options, settings);
                    run.Report(judged.ToJson());
                    EvaluationTables.Show(run, judged);
                    return ExitCode.Ok;
                }
                var (log, splits) = Read(work, plan, settings);
                CheckTarget(options, log);
                var metrics = configuration.Run.Metrics.Select(ComponentRegistry.Shared.Create<IListMetric>);
                var evaluator = new Evaluator(log, splits, options, settings, [.. metrics]);
                // Where times allow it, the pipeline is the recommender that 'train' makes, asked live.
                var events = evaluator.SupportsLive && plan?.Kind != SplitKind.Files ? work.EventsAgain(settings) : null;
                bool ablated = run.Get(ablate);
                var training = configuration.ToTrainingOptions();
                string[] list = Names(run.Get(models) ?? (run.Has(configured.File) ? "floors,configured" : ablated ? "floors,pipeline" : "all"));
                string[] varied = [.. list.Where(n => events is not null && n.StartsWith(LivePrefix, StringComparison.Ordinal))];
                var trainers = list.Length > varied.Length ? Trainers(run, string.Join(',', list.Except(varied)), configuration, log) : [];
                if (ablated && trainers.All(t => t.Name != Whole))
                    throw new ArgumentException($"--ablate takes the model '{Whole}' apart, and --models does not name it; add it, or leave --models out.");
                foreach (var trainer in trainers)
                    if (trainer.Name == Whole && events is not null)
                        evaluator.AddLive(trainer.Name, events, training, ablated);
                    else if (ablated && trainer is PipelineTrainer { Name: Whole } pipeline)
                        evaluator.AddWithAblations(pipeline);
                    else
                        evaluator.Add(trainer);
                foreach (string name in varied)
                    evaluator.AddLive(name, events!, LiveValues.Apply(training, name[LivePrefix.Length..].Split(':'), log), parts: false);
                var report = evaluator.Report();
                run.Report(report.ToJson());
                EvaluationTables.Show(run, report);
                return ExitCode.Ok;
            });
    }

    private static (InteractionLog, IReadOnlyList<Split>) Read(RecommenderRun work, SplitPlan? plan, RunSettings settings)
    {
        if (plan?.Kind == SplitKind.Files)
        {
            var (train, test) = (plan.Paths[0], plan.Paths[^1]);
            var (log, split) = Splits.Files(train, test, plan.Paths.Count == 3 ? plan.Paths[1] : null);
            return (log, [split]);
        }
        settings.Report("read", 0);
        var read = work.Log(null, settings);
        return (read, plan?.Apply(read, settings) ?? work.Splits(read, settings));
    }

    private static List<IItemScorerTrainer> Trainers(CliRun run, string list, RecommenderConfiguration configuration, InteractionLog log)
    {
        var own = new ModelTrainers();
        var uses = configuration.ToTrainingOptions().Models;
        string[] names = Names(list);
        var trainers = new List<IItemScorerTrainer>();
        if (names.Contains("configured"))
            foreach (var use in uses)
            {
                if (own.WhyNot(use, log) is { } reason)
                    run.Say($"{use.Called} is left out: {reason}");
                else
                    trainers.Add(own.Named(use, log));
            }
        string rest = string.Join(',', names.Where(n => n != "configured"));
        // A floor that the configuration fits too stands there once, with the configuration's options.
        return rest.Length == 0 ? trainers : [.. KnownModels.Select(rest, log, run.Say).Where(m => trainers.All(t => t.Name != m.Name)).Select(m => m.Create(log)), .. trainers];
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void CheckTarget(EvaluationOptions options, InteractionLog log)
    {
        foreach (string type in options.Target)
            if (log.Types.Find(type) < 0)
                throw new ArgumentException($"--target names '{type}'; the interactions are of the types {string.Join(", ", log.Types.Ids)}.");
    }
}
