using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>Fits the two-stage recommender: sources that name candidates, and trees that order them, learned without leaks.</summary>
/// <remarks>
/// 1. Rows: sources fitted strictly before each row's label (<see cref="TrainingCutoff"/>) name candidates and features.
/// 2. Sources are fitted again on everything: these serve.
/// 3. Trees learn from the rows and stop by requests that come after everything (the validation log), scored with the models
///    that serve; without such a log, by a tenth of the users.
/// </remarks>
public sealed class PipelineTrainer : IEarlyStoppingTrainer
{
    private const int ValidationShare = 10; // one user in so many, where no validation log is given

    private readonly PipelineOptions _options;
    private readonly SharedFits? _fits;

    /// <summary>With default settings.</summary>
    public PipelineTrainer() : this(new()) { }

    /// <summary>With settings, and the name it has in reports.</summary>
    public PipelineTrainer(PipelineOptions options, string name = "pipeline") : this(options, name, null) { }

    internal PipelineTrainer(PipelineOptions options, string name, SharedFits? fits)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, Name, _fits) = (options, name, fits);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Its settings.</summary>
    internal PipelineOptions Options => _options;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run) => FitPipeline(log, null, run).Model;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run) => FitPipeline(log, validation, run).Model;

    /// <summary>Fits, and says what came of it.</summary>
    /// <param name="log">What is learned from.</param>
    /// <param name="validation">Its continuation, watched to stop early; or null.</param>
    /// <param name="run">Seed, threads and progress.</param>
    public PipelineFit FitPipeline(InteractionLog log, InteractionLog? validation, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        _options.ThrowIfInvalid();
        var trainers = PipelineSources.Of(_options, log);
        var histories = new UserHistories(log);
        var plan = new RowPlan(_options, run);
        var builder = new RowBuilder(_options, histories, run);

        run.Report("pipeline sources", 0);
        var serving = Stage(trainers, log, run);
        if (!_options.Rank)
            return new(serving, [], [], 0, 0);
        RankerRows train = new(serving.Features.Names), watched = new(serving.Features.Names);
        int notRecalled = 0;
        var parts = plan.Parts(log, histories);
        for (int p = 0; p < parts.Count; p++)
        {
            run.Report("pipeline sources", (p + 1.0) / parts.Count);
            var rows = builder.Build(Stage(trainers, parts[p].Fit, run), TrainingCutoff.Of(parts[p].Fit), parts[p].Queries, "pipeline rows");
            bool Watched(int q) => validation is null && run.Random("pipeline.watched", parts[p].Queries[q].User).NextInt(ValidationShare) == 0;
            for (int q = 0; q < rows.Length; q++)
                if (!Take(rows[q], Watched(q) ? watched : train) && !Watched(q))
                    notRecalled++;
        }
        if (validation is not null)
            foreach (var rows in builder.Build(serving, TrainingCutoff.Of(log), plan.After(log, validation), "pipeline validation rows"))
                Take(rows, watched);
        if (train.Requests == 0)
            return new(serving, [], [], notRecalled, 0); // nothing to learn an order from: the untrained fusion serves

        var rounds = new List<TrainingRound>();
        var dataset = train.ToDataset(debias: false);
        var watchedSet = watched.Requests > 0 ? watched.ToDataset(debias: false) : null;
        var ranker = watchedSet is null ? _options.Ranker with { EarlyStoppingRounds = 0 } : _options.Ranker;
        var trees = _options.Learner?.Invoke(dataset, watchedSet, run) ?? new LambdaRankTrainer(ranker).Fit(dataset, run, watchedSet, rounds: rounds);
        var model = new PipelineModel(serving.Sources, serving.Statistics, trees, _options.Depth, _options.RemoveSeen);
        return new(model, rounds, validation is null || watchedSet is null ? [] : Shifts(dataset, watchedSet), notRecalled, train.Requests);
    }

    private static bool Take((float[] Values, float[] Labels)? made, RankerRows into)
    {
        if (made is { } rows)
            into.Add(new() { Values = rows.Values, Labels = rows.Labels });
        return made is not null;
    }

    private PipelineModel Stage(IReadOnlyList<IItemScorerTrainer> trainers, InteractionLog log, RunSettings run) =>
        new([.. trainers.Select(t => new RecallModel(t.Name, _fits is null ? t.Fit(log, run) : _fits.Fit(t.Name, t, log, run)))], ItemStatistics.Of(log), trees: null, _options.Depth, _options.RemoveSeen);

    private static IReadOnlyList<FeatureShift> Shifts(RankingDataset trained, RankingDataset served)
    {
        FeatureMoments before = new(trained.FeatureNames.Count), now = new(trained.FeatureNames.Count);
        for (int r = 0; r < trained.Rows; r++)
            before.Add(trained.Features.Row(r));
        for (int r = 0; r < served.Rows; r++)
            now.Add(served.Features.Row(r));
        return before.To(now, trained.FeatureNames);
    }
}
