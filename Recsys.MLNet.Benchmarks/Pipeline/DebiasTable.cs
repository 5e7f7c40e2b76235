using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>What position debiasing of the learned ranker is worth against the truth that the simulator knows: how relevant each shown item was to that user.</summary>
internal static class DebiasTable
{
    public static void Print(int users, int seed, IEnumerable<double> biases, TextWriter to)
    {
        to.WriteLine("| η | ranker | NDCG of the truth | minus the same without debiasing, 95 %, paired | relevance of the first item |\n|---|---|---|---|---|");
        foreach (double bias in biases)
            Print(new SimulationOptions { Users = users, Items = users / 2, Days = 28, PositionBias = bias }, new RunSettings { Seed = seed }, to);
    }

    private static void Print(SimulationOptions shop, RunSettings run, TextWriter to)
    {
        var log = new Simulator(shop).Run(run).ToArray();
        int cut = log.Length * 4 / 5;
        var actors = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var e in log.Skip(cut).Where(e => e.Truth is not null))
            actors.TryAdd(e.Event.Actor ?? "", actors.Count);
        var bootstrap = new UserBootstrap(actors.Count, 500, run);
        var judged = new Dictionary<string, BootstrapSample>();
        void Row(string name, string? against, Func<SimulatedEvent, WorldState?, float[]> scores, TrainedRecommender? trained)
        {
            float[] sums = new float[actors.Count], counts = new float[actors.Count];
            double first = 0, pages = 0;
            foreach (var e in log.Skip(cut))
            {
                if (e.Truth is { } truth && truth.Relevance.Length > 1 && truth.Relevance.Max() > 0)
                {
                    float[] order = truth.Relevance.ToArray();
                    Array.Sort(Array.ConvertAll(scores(e, trained?.State), s => -s), order);
                    sums[actors[e.Event.Actor ?? ""]] += (float)(Gain(order) / Gain([.. order.OrderDescending()]));
                    counts[actors[e.Event.Actor ?? ""]]++;
                    first += order[0];
                    pages++;
                }
                trained?.State.Apply(e.Event);
            }
            var sample = judged[name] = bootstrap.Mean(sums, counts);
            string versus = against is null ? "" : sample.Minus(judged[against]) is var d ? string.Create(CultureInfo.InvariantCulture, $"{d.Value:+.0000;−.0000} ({d.Low:+.0000;−.0000} … {d.High:+.0000;−.0000})") : "";
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {shop.PositionBias} | {name} | {sample.Value:.0000} ± {(sample.Interval.High - sample.Interval.Low) / 2:.0000} | {versus} | {first / pages:.0000} |"));
            to.Flush();
        }

        var random = run.Random("debias.order");
        Row("random order", null, (e, _) => [.. e.Event.Items.Select(_ => (float)random.NextDouble())], null);
        Row("as shown", null, (e, _) => [.. e.Event.Items.Select((_, i) => -(float)i)], null);
        double[] truth = [.. Enumerable.Range(0, shop.PageSize).Select(shop.Examination)];
        var usual = new RankerOptions();
        Trained("untrained fusion", null, usual with { Learn = false });
        Trained("pages, off", null, usual with { Evidence = RankerEvidence.Pages, Debias = false });
        Trained("pages, a bias learned for each place (the default)", "pages, off", usual with { Evidence = RankerEvidence.Pages });
        Trained("pages, the true probabilities of a look", "pages, off", usual with { Evidence = RankerEvidence.Pages, Trees = usual.Trees with { PositionExamination = truth } });
        Trained("pages and candidates, off", null, usual with { Evidence = RankerEvidence.Both, Debias = false });
        Trained("pages and candidates, a bias learned for each place", "pages and candidates, off", usual with { Evidence = RankerEvidence.Both });
        Trained("candidates (the default evidence; no places)", null, usual);

        void Trained(string name, string? against, RankerOptions ranker)
        {
            var trained = new RecommenderTrainer(new TrainingOptions { Models = ["item-knn", "tf-idf"], Ranker = ranker }).Train(log.Take(cut).Select(e => e.Event), run);
            if (ranker.Learn && trained.Ranker is null)
            {
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {shop.PositionBias} | {name} | {string.Join(" ", trained.LeftOut)} | | |"));
                return;
            }
            var model = trained.ToServingModel();
            var set = new CandidateSet();
            Row(name, against, (e, world) => Scores(e.Event, world!, model, set), trained);
        }
    }

    /// <summary>Scores of a page's items by the ranker, as <c>rank</c> gives them.</summary>
    private static float[] Scores(Event e, WorldState world, ServingModel model, CandidateSet set)
    {
        using var state = world.Open();
        set.Reset(state, model.Sources);
        int[] places = [.. e.Items.Select(i => state.FindItem(i.Id) is { } item ? set.Include(item) : -1)];
        var request = new RecallContext(state, e.Actor, e.Timestamp) { Surface = e.Surface, Query = e.Query, Fields = e.Fields };
        set.Recall(request, model.Sources);
        model.Ranker.Score(request, set);
        return [.. places.Select(p => p < 0 || float.IsNaN(set.Scores[p]) ? float.MinValue : set.Scores[p])];
    }

    private static double Gain(float[] relevance)
    {
        double sum = 0;
        for (int i = 0; i < relevance.Length; i++)
            sum += relevance[i] / Math.Log2(i + 2);
        return sum;
    }
}
