using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
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
public sealed class PipelineTrainer(PipelineOptions options, string name = "pipeline") : IEarlyStoppingTrainer
{
    private const int ValidationShare = 10; // one user in so many, where no validation log is given

    /// <summary>With default settings.</summary>
    public PipelineTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => name;

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
        options.ThrowIfInvalid();
        var trainers = options.Sources.Count > 0 ? options.Sources : options.SourceNames.Count > 0 ? PipelineSources.Named(options.SourceNames, log) : PipelineSources.For(log);
        var histories = new UserHistories(log);
        var plan = new RowPlan(options, run);
        var builder = new RowBuilder(options, histories, run);

        run.Report("pipeline sources", 0);
        var serving = Stage(trainers, log, run);
        if (!options.Rank)
            return new(serving, [], [], 0, 0);
        RankingRows train = new(serving.Features.Names), watched = new(serving.Features.Names);
        var parts = plan.Parts(log, histories);
        for (int p = 0; p < parts.Count; p++)
        {
            run.Report("pipeline sources", (p + 1.0) / parts.Count);
            var rows = builder.Build(Stage(trainers, parts[p].Fit, run), TrainingCutoff.Of(parts[p].Fit), parts[p].Queries, "pipeline rows");
            bool Watched(int q) => validation is null && run.Random("pipeline.watched", parts[p].Queries[q].User).NextInt(ValidationShare) == 0;
            train.Add(rows.Where((_, q) => !Watched(q)));
            watched.Add(rows.Where((_, q) => Watched(q)));
        }
        if (validation is not null)
            watched.Add(builder.Build(serving, TrainingCutoff.Of(log), plan.After(log, validation), "pipeline validation rows"));
        if (train.Queries == 0)
            return new(serving, [], [], train.NotRecalled, 0); // nothing to learn an order from: the untrained fusion serves

        var rounds = new List<TrainingRound>();
        var dataset = train.ToDataset();
        var watchedSet = watched.Queries > 0 ? watched.ToDataset() : null;
        var ranker = watchedSet is null ? options.Ranker with { EarlyStoppingRounds = 0 } : options.Ranker;
        var trees = options.Learner?.Invoke(dataset, watchedSet, run) ?? new LambdaRankTrainer(ranker).Fit(dataset, run, watchedSet, rounds: rounds);
        var model = new PipelineModel(serving.Sources, serving.Statistics, trees, options.Depth, options.RemoveSeen);
        return new(model, rounds, validation is null || watchedSet is null ? [] : Shifts(dataset, watchedSet), train.NotRecalled, train.Queries);
    }

    private PipelineModel Stage(IReadOnlyList<IItemScorerTrainer> trainers, InteractionLog log, RunSettings run) =>
        new([.. trainers.Select(t => new RecallModel(t.Name, t.Fit(log, run)))], ItemStatistics.Of(log), trees: null, options.Depth, options.RemoveSeen);

    private static List<FeatureShift> Shifts(RankingDataset trained, RankingDataset served)
    {
        var shifts = new List<FeatureShift>();
        for (int f = 0; f < trained.FeatureNames.Count; f++)
        {
            var (mean, deviation) = Moments(trained, f);
            double now = Moments(served, f).Mean;
            shifts.Add(new(trained.FeatureNames[f], mean, now, deviation > 0 ? (now - mean) / deviation : 0));
        }
        return [.. shifts.OrderByDescending(s => Math.Abs(s.Deviations))];
    }

    private static (double Mean, double Deviation) Moments(RankingDataset data, int feature)
    {
        double sum = 0, squares = 0;
        int count = 0;
        for (int r = 0; r < data.Rows; r++)
        {
            double value = data.Features.Row(r)[feature];
            if (double.IsNaN(value))
                continue;
            sum += value;
            squares += value * value;
            count++;
        }
        double mean = count > 0 ? sum / count : 0;
        return (mean, count > 0 ? Math.Sqrt(Math.Max(0, squares / count - mean * mean)) : 0);
    }
}
