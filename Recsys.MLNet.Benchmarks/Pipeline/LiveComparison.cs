using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>Several recommenders asked the same queries live on the last fifth of a log, beside floors fitted on the rest.</summary>
internal sealed class LiveComparison
{
    private readonly Event[] _events;
    private readonly Evaluator _evaluator;
    private readonly long _trainedOn;

    /// <summary>A comparison.</summary>
    /// <param name="events">The whole log.</param>
    /// <param name="users">Most users that are asked, 0 for all.</param>
    /// <param name="target">Interaction types that are asked for; none for every type.</param>
    /// <param name="to">Receives what was left out.</param>
    public LiveComparison(Event[] events, int users, string[] target, TextWriter to)
    {
        var log = InteractionLogBuilder.From(events);
        var split = Splits.Prequential(log);
        _events = events;
        _trainedOn = InteractionPlaces.EventsBefore(split.Test.Min(), events, InteractionWeights.Default);
        _evaluator = new Evaluator(log, [split], new() { MaxUsers = users, Resamples = 500, Target = target }, RunSettings.Default);
        foreach (var floor in KnownModels.Select("popularity-decayed,item-knn", log, to.WriteLine))
            _evaluator.Add(floor.Create(_evaluator.Experiments[0].Fit));
    }

    /// <summary>The part of the log that recommenders are trained on.</summary>
    public IEnumerable<Event> Training => _events.Take((int)_trainedOn);

    /// <summary>Trains on the part before and asks.</summary>
    public TrainedRecommender Add(string name, TrainingOptions training) => _evaluator.AddLive(name, _events, training, parts: false);

    /// <summary>Asks a recommender trained on <see cref="Training"/>, whose state stays as it is.</summary>
    public void Add(string name, TrainedRecommender trained, ServingModel model)
    {
        using var stream = new MemoryStream();
        trained.State.Save(stream);
        stream.Position = 0;
        _evaluator.AddLive(name, model, trained.Serving, WorldState.Load(stream, trained.State.Options, model.Schema), _events, _trainedOn, InteractionWeights.Default, 0, ablation: false, parts: false);
    }

    /// <summary>NDCG@10 of every row, over all queries and some slices, and what it is more or less than that of one of them.</summary>
    public void Print(string against, string[] slices, TextWriter to)
    {
        var report = _evaluator.Report();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Protocol.Queries:N0} queries of {report.Protocol.Users:N0} users; {string.Join(", ", slices.Select(s => $"{s} {report.Protocol.Slices.GetValueOrDefault(s).Queries:N0}"))}\n"));
        to.WriteLine($"| | NDCG@10 | minus {against}, 95 %, paired | {string.Join(" | ", slices.Select(s => $"{s} | minus {against}"))} |\n|{string.Concat(Enumerable.Repeat("---|", 3 + 2 * slices.Length))}");
        foreach (var row in report.Rows.Where(r => !r.Name.EndsWith("(frozen)", StringComparison.Ordinal)))
        {
            string Versus(string slice) => row.Versus.GetValueOrDefault(against)?.GetValueOrDefault(slice)?["ndcg@10"] is { } d ? $"{Signed(d.Value)} ({Signed(d.Low)} … {Signed(d.High)})" : "";
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Metrics["ndcg@10"].Value:.0000} | {Versus("all")} | {string.Join(" | ", slices.Select(s => string.Create(CultureInfo.InvariantCulture, $"{row.Slices.GetValueOrDefault(s)?["ndcg@10"].Value:.0000} | {Versus(s)}")))} |"));
        }
        to.Flush();
    }

    // Rounded first: a negative number that rounds to zero has no sign.
    private static string Signed(double value) => (Math.Round(value, 4) + 0.0).ToString("+.0000;−.0000;.0000", CultureInfo.InvariantCulture);
}
