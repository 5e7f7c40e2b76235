using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Experiments of a rung and the draws behind their intervals.</summary>
internal sealed class RungData
{
    private readonly int[] _clusterOf;
    private readonly UserBootstrap _bootstrap;
    private readonly QueryMetric[] _metrics;
    private readonly EvaluationOptions _options;
    private readonly RunSettings _run;

    public RungData(IReadOnlyList<Experiment> experiments, IReadOnlyList<EventPart> events, EvaluationOptions options, RunSettings run)
    {
        (Experiments, Events, _options, _run) = (experiments, events, options, run);
        _clusterOf = new int[experiments[0].Fit.Users.Count];
        Array.Fill(_clusterOf, -1);
        int users = 0;
        foreach (var experiment in experiments)
            for (int q = 0; q < experiment.Queries.Count; q++)
                if (_clusterOf[experiment.Queries[q].User] < 0)
                    _clusterOf[experiment.Queries[q].User] = users++;
        _bootstrap = new(users, options.Resamples, run);
        _metrics = [MetricSet.ForQueries(options.K, [], null)[0]];
    }

    public IReadOnlyList<Experiment> Experiments { get; }

    /// <summary>The events of each experiment; empty where nothing is asked live.</summary>
    public IReadOnlyList<EventPart> Events { get; }

    public int Queries => Experiments.Sum(e => e.Queries.Count);

    public int Users => _bootstrap.Users;

    /// <summary>Asks one experiment's queries of a model.</summary>
    public QueryScores Ask(int experiment, Models.IItemScorer model) => QueryScores.Of(model, Experiments[experiment], frozen: false, _metrics, _options, _run, "score");

    /// <summary>A way to ask one experiment's queries of a whole recommender.</summary>
    public LiveEvaluation Live(int experiment, TrainedRecommender trained, RunSettings run) =>
        new(Experiments[experiment], trained.ToServingModel(), trained.Serving, _metrics, _options, run, parts: false);

    /// <summary>NDCG at k over the queries of all experiments.</summary>
    public BootstrapSample Measure(IReadOnlyList<QueryScores> scores)
    {
        float[] sums = new float[_bootstrap.Users], counts = new float[_bootstrap.Users];
        for (int e = 0; e < scores.Count; e++)
        {
            var queries = Experiments[e].Queries;
            float[] values = scores[e].Values[0];
            for (int q = 0; q < queries.Count; q++)
            {
                if (float.IsNaN(values[q]))
                    continue;
                sums[_clusterOf[queries[q].User]] += values[q];
                counts[_clusterOf[queries[q].User]]++;
            }
        }
        return _bootstrap.Mean(sums, counts);
    }
}
