using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>What segments of users as a feature are worth to the learned ranker: the same recommender with and without, asked live on the last fifth of a log, users drawn together.</summary>
internal static class SegmentGain
{
    public static void Print(string folder, string categoryField, int users, IEnumerable<int> counts, TextWriter to)
    {
        var events = EventFile.Read(EventFile.Locate(folder)).ToArray();
        var log = InteractionLogBuilder.From(events);
        var run = RunSettings.Default;
        // Without the sequence model, whose training time is most of all and which is the same in both.
        var usual = new TrainingOptions { State = new() { CategoryField = categoryField }, Without = ["sequence"] };
        var evaluator = new Evaluator(log, [Splits.Prequential(log)], new() { MaxUsers = users }, run);
        foreach (var floor in KnownModels.Select("popularity,item-knn", log, to.WriteLine))
            evaluator.Add(floor.Create(evaluator.Experiments[0].Fit));
        evaluator.AddLive("pipeline", events, usual, parts: false);
        foreach (int count in counts)
        {
            var trained = evaluator.AddLive($"with {(count == 0 ? "segments by separation" : $"{count} segments")}", events, usual with { Segments = new() { Learn = true, Count = count } }, parts: false);
            double share = trained.Ranker?.Importance.Where(i => i.Key.StartsWith("segment_", StringComparison.Ordinal)).Sum(i => i.Value) ?? double.NaN;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trained.Segments?.Count} segments have {share:0.0%} of the trees' gain; {string.Join(" ", trained.LeftOut)}"));
        }
        var report = evaluator.Report();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Protocol.Queries} queries of {report.Protocol.Users} users\n\n| | NDCG@10 | HR@10 | NDCG@10 minus the same without segments, 95 %, paired | warm users |\n|---|---|---|---|---|"));
        foreach (var row in report.Rows.Where(r => !r.Name.EndsWith("(frozen)", StringComparison.Ordinal)))
        {
            string Versus(string slice) => row.Versus.GetValueOrDefault("pipeline")?.GetValueOrDefault(slice)?["ndcg@10"] is { } d ? string.Create(CultureInfo.InvariantCulture, $"{d.Value:+.0000;−.0000} ({d.Low:+.0000;−.0000} … {d.High:+.0000;−.0000})") : "";
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Metrics["ndcg@10"].Value:.0000} | {row.Metrics["hr@10"].Value:.0000} | {Versus("all")} | {Versus("warm")} |"));
        }
    }
}
