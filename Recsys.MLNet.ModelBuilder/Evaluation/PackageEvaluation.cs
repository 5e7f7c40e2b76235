using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Judges a package by what came after it was trained: the events that its models and its state have seen are left out.</summary>
public static class PackageEvaluation
{
    /// <summary>Name of the package's row.</summary>
    public const string RowName = "package";

    /// <summary>Asks the package each query at its moment of the log, with the state of that moment; models beside it are fitted on the events before.</summary>
    /// <param name="path">The package.</param>
    /// <param name="events">The log it was trained on with what came later, or a later log; the same each time it is enumerated.</param>
    /// <param name="beside">Makes the models it is compared with, for the log.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="run">Seed, threads and progress.</param>
    /// <exception cref="ArgumentException">There is no interaction after the package's cutoff.</exception>
    public static EvaluationReport Run(string path, IEnumerable<Event> events, Func<InteractionLog, IEnumerable<IItemScorerTrainer>> beside, EvaluationOptions options, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(beside);
        using var package = ModelPackage.Open(path);
        var model = ServingModel.From(package);
        var weights = package.Options<InteractionWeights>("weights");
        var log = InteractionLogBuilder.From(events, weights);
        long known = Known(package.Manifest, events);
        int before = 0;
        long number = 0;
        var places = new InteractionPlaces(weights);
        foreach (var e in events.TakeWhile(_ => number++ < known))
            before = places.Take(e) is >= 0 and var place ? place + 1 : before;
        if (before >= log.Count || before == 0)
            throw new ArgumentException($"Of {log.Count} interactions {before} come before the cutoff of {path} ({EventTime.ToIso(Newest(package.Manifest))}); an evaluation needs some before and some after. Give the log it was trained on with what came later.");
        var split = new Split
        {
            Kind = SplitKind.Prequential,
            Name = "after package",
            Train = [.. Enumerable.Range(0, before)],
            Valid = [],
            Test = [.. Enumerable.Range(before, log.Count - before)],
            Cutoff = log.Clock == EventClock.Absolute ? Newest(package.Manifest) : null,
        };
        var evaluator = new Evaluator(log, [split], options, run);
        foreach (var trainer in beside(log))
            evaluator.Add(trainer);
        using var section = package.OpenSection(PackageSections.State);
        var world = WorldState.Load(section, model.State, model.Schema);
        evaluator.AddLive(RowName, model, package.Options<ServingOptions>("serving"), world, events, known, weights, 0, ablation: false);
        return evaluator.Report();
    }

    /// <summary>How many events at the start of the log the package has seen: by its fingerprint where it is the same log, else those up to its newest event.</summary>
    private static long Known(PackageManifest manifest, IEnumerable<Event> events)
    {
        var fingerprint = new LogFingerprint();
        long newest = Newest(manifest), number = 0, upTo = 0;
        foreach (var e in events)
        {
            fingerprint.Add(e);
            number++;
            if (number == manifest.StateEvents && fingerprint.Value == manifest.DataFingerprint)
                return number;
            if (e.Timestamp <= newest)
                upTo = number;
        }
        return upTo;
    }

    private static long Newest(PackageManifest manifest) => manifest.Cutoffs.Count == 0 ? long.MinValue : manifest.Cutoffs.Values.Max(c => c.Time);
}
