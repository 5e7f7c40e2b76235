using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Makes the next package from the one before and a log that went on: trained, judged on the newest events, written only when not worse.</summary>
/// <remarks>
/// 1. A candidate is trained on everything before the hold-out; models that can go on from the package before do so.
/// 2. Candidate, package before and floors answer the hold-out, each request before its event is known (<see cref="PackageGate"/>).
/// 3. If the candidate is not worse it is trained on to the end of the log, opened again as a check, and renamed into place.
/// Without a package before, the candidate is held against the live sources that answer until there is one.
/// </remarks>
public sealed class PackageUpdater(UpdateOptions? options = null, TrainingOptions? training = null)
{
    private readonly UpdateOptions _options = options ?? new();

    /// <summary>Updates a package.</summary>
    /// <param name="package">The package before; null where there is none.</param>
    /// <param name="data">The log, the package's own data included: a folder, a file or a store.</param>
    /// <param name="output">Where the new package goes; may be the place of the one before. Untouched when nothing is promoted.</param>
    /// <param name="run">Seed, threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Options are invalid, or there is nothing to learn from.</exception>
    public UpdateReport Update(string? package, string data, string output, RunSettings run)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(run);
        _options.ThrowIfInvalid();
        var before = package is null ? null : EarlierPackage.Open(package);
        using var source = EventSource.Open(data);
        var plan = UpdatePlan.Of(source, before?.Manifest, _options, run);
        var report = new UpdateReport { Promoted = false, Reason = "", Before = before?.Manifest.Version ?? "", NewInteractions = plan.NewInteractions };
        if (plan.HeldOut < _options.LeastInteractions)
            return report with
            {
                Reason = string.Create(CultureInfo.InvariantCulture, $"{plan.NewInteractions} interactions since the package before leave {plan.HeldOut} to judge by; {_options.LeastInteractions} are needed"),
            };

        var trainer = new RecommenderTrainer(training ?? before?.Training ?? new());
        var candidate = trainer.Train(Until(source.Read(), plan.HoldOutFrom), run, before is null ? EarlierModels.None : before.Models with { Events = plan.Known });
        var gate = new PackageGate(_options, run);
        gate.Add("candidate", Opened(candidate));
        gate.Add("before", before?.Model ?? ServingModel.Live(state: candidate.State.Options));
        foreach (string floor in (string[])["popular", "co-visit"])
            gate.Add(floor, ServingModel.Live(new() { Sources = [new(floor, 1, 200)], Relevance = 1 }, candidate.State.Options));
        gate.Run(candidate.State, source.Read().Skip((int)plan.HoldOutFrom), plan.HeldOut);
        var rows = gate.Requests == 0 ? [] : gate.Rows(candidate.State.ItemCount);
        report = report with { Requests = gate.Requests, Rows = rows, Continued = candidate.Continued };
        if (rows.Count == 0)
            return report with { Reason = "no interaction of the hold-out is with an item that is new to its user; there is nothing to judge by" };
        if (WhyNot(rows) is { } reason)
            return report with { Reason = reason };

        var final = trainer.Train(source.Read(), run, candidate.Earlier(plan.HoldOutFrom));
        if (source.Store.Length > 0)
            final = final.From(source.Store, source.Last);
        return report with { Promoted = true, Reason = Praise(rows), Manifest = Publish(final, UpdateReport.ToJson(rows[0].Metrics), output) };
    }

    private string? WhyNot(IReadOnlyList<GateRow> rows)
    {
        string ndcg = $"ndcg@{_options.K}";
        var before = rows.First(r => r.Name == "before");
        var loss = before.Versus; // NDCG before minus the candidate's
        return loss.Low > 0 || loss.Value > _options.MaxLoss * before.Metrics[ndcg].Value
            ? string.Create(CultureInfo.InvariantCulture, $"the candidate's {ndcg} of {rows[0].Metrics[ndcg].Value:F4} is worse than {before.Metrics[ndcg].Value:F4} before (difference {loss.Value:F4}, 95 % interval {loss.Low:F4} to {loss.High:F4})")
            : null;
    }

    // A floor that does better does not keep an old package in place, which may be worse still; but it is said.
    private string Praise(IReadOnlyList<GateRow> rows)
    {
        string ndcg = $"ndcg@{_options.K}";
        var before = rows.First(r => r.Name == "before");
        string floors = string.Concat(rows.Where(r => r.Name != "before" && r.Versus.Low > 0).Select(r => $"; '{r.Name}' alone does better, look at the serving options"));
        return string.Create(CultureInfo.InvariantCulture, $"{ndcg} {rows[0].Metrics[ndcg].Value:F4} against {before.Metrics[ndcg].Value:F4} before (difference {-before.Versus.Value:F4}, 95 % interval {-before.Versus.High:F4} to {-before.Versus.Low:F4}){floors}");
    }

    private static ServingModel Opened(TrainedRecommender trained)
    {
        using var buffer = new MemoryStream();
        trained.Save(buffer);
        buffer.Position = 0;
        using var package = ModelPackage.Open(new MemoryStream(buffer.GetBuffer(), 0, (int)buffer.Length), "The candidate");
        return ServingModel.From(package);
    }

    // Opened and asked once before it is put in place: what is published can be loaded.
    private static PackageManifest Publish(TrainedRecommender trained, JsonObject metrics, string output)
    {
        PackageManifest? manifest = null;
        AtomicFile.Write(output, stream =>
        {
            using var buffer = new MemoryStream();
            manifest = trained.Save(buffer, metrics);
            buffer.Position = 0;
            using (var package = ModelPackage.Open(new MemoryStream(buffer.GetBuffer(), 0, (int)buffer.Length), "The new package"))
                Recommender.From(package).Recommend("");
            stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        });
        return manifest!;
    }

    private static IEnumerable<Event> Until(IEnumerable<Event> events, long count)
    {
        foreach (var e in events)
        {
            if (count-- <= 0)
                yield break;
            yield return e;
        }
    }
}
