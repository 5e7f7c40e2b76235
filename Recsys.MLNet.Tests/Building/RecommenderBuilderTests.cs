using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features.Declared;
using Recsys.MLNet.ModelBuilder;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Reporting;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Building;

[TestFixture]
public sealed class RecommenderBuilderTests
{
    private static readonly Event[] s_events = [.. new Simulator(new() { Users = 150, Items = 100, Days = 8 }).Events(RunSettings.Default)];

    [Test]
    public void Every_step_gives_a_new_builder_and_leaves_the_old_one_as_it_was()
    {
        var first = RecommenderBuilder.FromEvents("shop").Factorize();
        string before = first.Describe();
        var second = first.AttendBehavior().Rank(new LambdaRankOptions { Trees = 7 }).Diversify(0.5f).HoldOutLast(TimeSpan.FromDays(7));
        Assert.That(first.Describe(), Is.EqualTo(before));
        Assert.That(second.Describe(), Does.Contain("fit       pipeline of als, sequence").And.Contain("up to 7 trees").And.Contain("diversity at λ 0.5").And.Contain("on the last 7d").And.Contain("from shop"));
    }

    [Test]
    public void Steps_and_file_say_the_same_thing()
    {
        var built = RecommenderBuilder.FromEvents("shop").Recall("item-knn").Factorize(new AlsOptions { Factors = 16 }).Rank(new RankerOptions().Trees with { Trees = 30 }).Diversify(0.8f)
            .Feature(ComponentUse.Of("number", new FieldOptions { Field = "stars" }, "stars")).HoldOutLast(TimeSpan.FromDays(2)).Configuration;
        var read = ConfigurationFile.Read("""
            events: { data: shop }
            features: { declared: [ { type: number, name: stars, field: stars } ] }
            recall: { models: [ { model: pipeline, sources: [ item-knn, { model: als, factors: 16 } ], rank: true }, item-knn, tf-idf ] }
            ranker: { trees: 30 }
            rerank: { relevance: 0.8 }
            run: { holdOut: 2d }
            """).OrThrow();
        Assert.That(Json(read), Is.EqualTo(Json(built)));
    }

    [Test]
    public void Train_gives_a_package_that_answers_and_a_report_with_floors()
    {
        var built = RecommenderBuilder.FromEvents(s_events).Recall("item-knn").Recall("tf-idf").Rank(new RankerOptions().Trees with { Trees = 10, MinDataInLeaf = 5 })
            .Feature(ComponentUse.Of("window-count", new WindowCountOptions { Event = "click" }, "clicks")).HoldOutLast(TimeSpan.FromDays(2)).Train(new RunSettings { Seed = 1 });
        Assert.That(built.Report!.Rows.Select(r => r.Name), Is.SupersetOf(new[] { "popularity", "fusion", "pipeline" }));
        Assert.That(built.Report.Find("pipeline")!.Metrics["ndcg@10"].Value, Is.GreaterThan(built.Report.Find("popularity")!.Metrics["ndcg@10"].Value));

        string path = Path.Combine(Path.GetTempPath(), $"builder-{Guid.NewGuid():N}.recsys");
        try
        {
            var manifest = built.Save(path);
            Assert.That((double)manifest.Metrics["ndcg@10"]!["value"]!, Is.EqualTo(built.Report.Find("pipeline")!.Metrics["ndcg@10"].Value).Within(1e-6).And.GreaterThan(0));
            string page = RecommenderReport.Of(path, new() { Users = 10 }, RunSettings.Default).ToHtml();
            Assert.That(page, Does.Contain("data-model=\"pipeline\"").And.Contain("data-model=\"popularity\""), "the report shows the evaluation that the package keeps");
            var recommender = Recommender.Open(path);
            var user = s_events.First(e => e.Kind == EventKind.Interaction && e.User is not null).User!;
            var answer = recommender.Recommend(user);
            Assert.That(answer.Items, Has.Count.EqualTo(10));
            Assert.That(recommender.Model.Schema.Names, Does.Contain("clicks_0"));
            using var package = ModelPackage.Open(path);
            var again = FittedModels.Of(package);
            Assert.That(again[0].Sources.Select(s => s.Called), Is.EqualTo(new[] { "item-knn", "tf-idf" }), "an update fits the same again");
            Assert.That(((PipelineOptions)again[0].Options!).Ranker.Trees, Is.EqualTo(10));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_configuration_that_makes_no_sense_is_refused_before_any_work()
    {
        var builder = RecommenderBuilder.FromEvents("nowhere").Rank(new LambdaRankOptions { Leaves = 0 }).Diversify(2);
        Assert.That(() => builder.Train(), Throws.ArgumentException.With.Message.Contains("ranker.leaves").And.Message.Contains("rerank.relevance is 2"));
        Assert.That(() => RecommenderBuilder.FromConfiguration(new RecommenderConfiguration()).Train(), Throws.ArgumentException.With.Message.Contains("events.data"));
    }

    private static string Json(RecommenderConfiguration configuration)
    {
        var training = configuration.ToTrainingOptions();
        var pipeline = (PipelineOptions)training.Models[0].Options!;
        return string.Join("\n", PackageWriter.Options(training.Serving!).ToJsonString(), PackageWriter.Options(training.State).ToJsonString(), PackageWriter.Options(configuration.Ranker).ToJsonString(),
            string.Join(",", training.Models.Select(m => $"{m.Called}({string.Join(",", m.Sources.Select(s => $"{s.Called} {(s.Options is { } o ? PackageWriter.Options((AlsOptions)o).ToJsonString() : "")}"))})")), pipeline.Depth, pipeline.Rank, configuration.Run.HoldOut);
    }
}
