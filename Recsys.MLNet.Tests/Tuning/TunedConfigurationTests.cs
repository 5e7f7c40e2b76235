using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.ModelBuilder.Tuning;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class TunedConfigurationTests
{
    private static TuningReport Report(string model, SearchSpace space, SearchPoint point)
    {
        var log = TuningLogs.Walks(users: 40, items: 20);
        var report = new Tuner(new() { Models = "popularity", Trials = 1, Evaluation = new() { Resamples = 20 } }).Run(log, RunSettings.Default);
        var winner = new TuningTrial(0, model, point, space.Changed(point), "random");
        return report with { Winner = winner, HoldOut = report.HoldOut with { Rows = [.. report.HoldOut.Rows.Select(r => r.Name == "popularity" ? r with { Name = winner.Name } : r)] } };
    }

    private static SearchSpace Space(string model) => SearchSpaces.For(KnownModels.All.First(m => m.Name == model), TuningLogs.Walks(users: 40, items: 20));

    [Test]
    public void A_model_reads_back_with_its_options_and_leads_the_serving()
    {
        var space = Space("als");
        string text = TunedConfiguration.Write(Report("als", space, space.Start.With("factors", "33").With("regularization", "0.0123")));
        var options = ConfigurationFile.Read(text).OrThrow().ToTrainingOptions();
        Assert.That(options.Problems(), Is.Empty);
        Assert.That(options.Models.Single().Options, Is.EqualTo(new AlsOptions { Factors = 33, Regularization = 0.0123f }));
        Assert.That(options.Serving!.Sources[0], Has.Property("Name").EqualTo("als").And.Property("Weight").EqualTo(1));
        Assert.That(text, Does.StartWith("# Found by 'recsys tune'").And.Contain("On the hold-out"));
    }

    [Test]
    public void A_pipeline_reads_back_with_sources_and_trees()
    {
        var space = Space("pipeline");
        var point = space.Start.With("source.als", "true").With("depth", "77").With("ranker.leaves", "9").With("ranker.learningRate", "0.033");
        var use = ConfigurationFile.Read(TunedConfiguration.Write(Report("pipeline", space, point))).OrThrow().ToTrainingOptions().Models[0];
        var options = (PipelineOptions)use.Options!;
        Assert.That(options.SourceNames, Is.EqualTo(new[] { "item-knn", "popularity-decayed", "als" }));
        var log = TuningLogs.Walks(users: 40, items: 20);
        Assert.That(new ModelTrainers().Sources(use, log).Select(s => s.Name), Is.EqualTo(options.SourceNames), "also where training takes the sources apart");
        Assert.That((options.Depth, options.Ranker.Leaves, options.Ranker.LearningRate), Is.EqualTo((77, 9, 0.033)));
        Assert.That(options.Ranker with { Leaves = 15, LearningRate = 0.08, EvalAt = [], LabelGain = [], MonotoneConstraints = [] },
            Is.EqualTo(new PipelineOptions().Ranker with { EvalAt = [], LabelGain = [], MonotoneConstraints = [] }).UsingPropertiesComparer(), "what was not tuned stays as it is");
    }

    [Test]
    public void Sections_of_the_basis_that_the_winner_does_not_decide_stay()
    {
        const string basis = "# mine\nevents:\n  weights:\n    types: { click: 2 }\n\n# how many\nrecall:\n  models: [ease]\nrerank:\n  relevance: 0.5\nranker:\n  trees: 7\n# judged so\nrun:\n  k: 5\n";
        string text = TunedConfiguration.Write(Report("popularity", SearchSpace.Empty, SearchPoint.None), basis);
        var configuration = ConfigurationFile.Read(text).OrThrow();
        Assert.That(configuration.Recall.Models.Select(m => m.Called), Is.EqualTo(new[] { "popularity" }));
        Assert.That((configuration.Rerank.Relevance, configuration.Run.K, configuration.Ranker.Trees.Trees), Is.EqualTo((0.5f, 5, new RankerOptions().Trees.Trees)));
        Assert.That(text, Does.Contain("# mine").And.Contain("# judged so").And.Not.Contain("# how many"));
    }
}
