using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Configuration;

[TestFixture]
public sealed class ConfigurationFileTests
{
    [Test]
    public void Every_section_is_bound_onto_the_records_that_the_code_uses()
    {
        var read = ConfigurationFile.Read("""
            events:
              data: shop
              weights: { types: { click: 2, wish: 3 }, other: 0 }
              state: { history: 60, categoryField: genre, types: [ { name: wish, stage: intent, weight: 3 } ] }
            features:
              without: [hour]
            recall:
              models: [ pipeline, { model: als, name: als32, factors: 32 }, item-knn ]
              sources: [ { name: pipeline, depth: 100 }, als32, { name: trending, weight: 0.1, depth: 20 } ]
            ranker:
              trees: 50
              learningRate: 0.2
              objective: lambda-rank
            rerank:
              relevance: 0.7
              seen: [ { what: purchase, again: after-days, days: 30 } ]
              rules: [ { kind: at-most, field: brand, amount: 2 } ]
              exploration: { kind: slot, epsilon: 0.2 }
            run: { seed: 7, holdOut: 2d }
            """).OrThrow();

        var training = read.ToTrainingOptions();
        Assert.Multiple(() =>
        {
            Assert.That(read.Events.Data, Is.EqualTo("shop"));
            Assert.That(training.Weights.Types["wish"], Is.EqualTo(3));
            Assert.That(training.Weights.Types["purchase"], Is.EqualTo(5), "types given are added to the usual ones");
            Assert.That(training.State.CategoryField, Is.EqualTo("genre"));
            Assert.That(training.State.Types, Is.EqualTo(new[] { new BehaviorType("wish", BehaviorStage.Intent, 3) }));
            Assert.That(training.Models.Select(m => m.Called), Is.EqualTo(new[] { "pipeline", "als32", "item-knn" }));
            Assert.That(((AlsOptions)training.Models[1].Options!).Factors, Is.EqualTo(32));
            Assert.That(((PipelineOptions)training.Models[0].Options!).Ranker.Trees, Is.EqualTo(50));
            Assert.That(((PipelineOptions)training.Models[0].Options!).Ranker.Leaves, Is.EqualTo(15), "what the file does not say keeps the pipeline's default");
            Assert.That(training.Serving!.Sources.Select(s => s.Name), Is.EqualTo(new[] { "pipeline", "als32", "trending" }));
            Assert.That(training.Serving.Sources[2].Depth, Is.EqualTo(20));
            Assert.That(training.Serving.Relevance, Is.EqualTo(0.7f));
            Assert.That(training.Serving.Seen, Is.EqualTo(new[] { new SeenRule("purchase", SeenAgain.AfterDays, 30) }));
            Assert.That(training.Serving.Rules[0].Kind, Is.EqualTo(ItemRuleKind.AtMost));
            Assert.That(training.Serving.Exploration.Kind, Is.EqualTo(ExplorationKind.Slot));
            Assert.That(training.Serving.Features.Without, Is.EqualTo(new[] { "hour" }));
            Assert.That(read.Run.Over(RunSettings.Default).Seed, Is.EqualTo(7));
            Assert.That(read.Run.HoldOut, Is.EqualTo(TimeSpan.FromDays(2)));
        });
    }

    [Test]
    public void Ten_different_mistakes_are_reported_at_once_each_with_line_and_cure()
    {
        var problems = ConfigurationFile.Read("""
            events:
              wieghts: { other: 1 }
              state: { history: many }
            features:
              without: [houre]
              declared: [ { name: x, type: nummber } ]
            recall:
              models: [ pipeline, alz ]
              sources: [ { name: treding } ]
            ranker:
              leaves: 1
              trees: 10
              trees: 20
            rerank:
              relevance: 1.5
              seen: [ { again: never } ]
              exploration: { kind: sometimes }
            runn: { seed: 1 }
            """).Problems;

        (int Line, string Says, string Cure)[] expected =
        [
            (2, "events.wieghts is not known", "did you mean 'weights'?"),
            (3, "events.state.history is 'many'", "expected a whole number"),
            (5, "features.without[0] is 'houre'", "did you mean 'hour'?"),
            (6, "'nummber', which is not known", "did you mean 'number'?"),
            (8, "recall.models[1] names the model 'alz'", "did you mean 'als'?"),
            (9, "recall.sources[0] is 'treding'", "did you mean 'trending'?"),
            (11, "ranker.leaves is 1", "must lie in 2"),
            (13, "ranker.trees is given a second time, first in line 12", "keep one"),
            (15, "rerank.relevance is 1.5", "must lie in 0..1"),
            (16, "rerank.seen[0] lacks 'what'", "expected a mapping with what, again, days"),
            (17, "rerank.exploration.kind is 'sometimes'", "expected none or slot or plackett-luce"),
            (18, "runn is not known", "did you mean 'run'?"),
        ];
        Assert.That(problems.Select(p => p.Line), Is.EqualTo(expected.Select(e => e.Line)), string.Join("\n", problems));
        for (int p = 0; p < expected.Length; p++)
            Assert.That(problems[p].ToString(), Does.StartWith($"line {expected[p].Line}: ").And.Contain(expected[p].Says).And.Contain(expected[p].Cure));
    }

    [Test]
    public void A_text_that_is_no_YAML_is_one_problem_with_its_line() =>
        Assert.That(ConfigurationFile.Read("events:\n  data: [a\nrun: {").Problems.Single().ToString(), Does.Match("line [1-4]: is not YAML: .*indentation"));

    [Test]
    public void Wrong_shapes_say_what_was_expected()
    {
        var problems = ConfigurationFile.Read("events: [1]\nrecall: { models: { als: {} } }\nranker: 5\nrerank: { groupVariants: \"true\" }\nrun: { k: 2.5, holdOut: soon }\n").Problems;
        Assert.That(problems.Select(p => p.ToString()), Is.EqualTo(new[]
        {
            "line 1: events is a list; expected a mapping of options.",
            "line 2: recall.models is a mapping; expected a list, each entry in a line of its own after a hyphen.",
            "line 3: ranker is '5'; expected a mapping of options.",
            "line 4: rerank.groupVariants is 'true'; expected true or false without quotes.",
            "line 5: run.k is '2.5'; expected a whole number.",
            "line 5: run.holdOut is 'soon'; expected a length of time such as 7d, 12h or 30m.",
        }));
    }

    [Test]
    public void An_empty_file_is_the_default_recommender()
    {
        foreach (string text in new[] { "", "# nothing yet\n", "events:\nrun: ~\n" })
        {
            var training = ConfigurationFile.Read(text).OrThrow().ToTrainingOptions();
            Assert.That(training.Models.Select(m => m.Called), Is.EqualTo(new TrainingOptions().Models.Select(m => m.Called)));
        }
    }

    [Test]
    public void A_presets_sources_follow_the_models_that_the_file_names()
    {
        var sources = ConfigurationFile.Read("scenario: news\nrecall: { models: [pipeline, als] }\n").OrThrow().ToTrainingOptions().Serving!.Sources;
        Assert.That(sources.Select(s => s.Name), Does.Contain("als").And.Contain("trending").And.Not.Contain("tf-idf"));
        Assert.That(sources.Single(s => s.Name == "pipeline").Weight, Is.EqualTo(0.5f), "as the preset says");
    }

    [Test]
    public void A_missing_file_says_how_to_make_one() =>
        Assert.That(() => RecommenderConfiguration.Load("nowhere.yml"), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("recsys init"));

    [Test]
    public void Anchors_are_followed_and_a_second_document_is_refused()
    {
        Assert.That(ConfigurationFile.Read("events: { state: &s { history: 20 } }\n").OrThrow().Events.State.History, Is.EqualTo(20));
        Assert.That(ConfigurationFile.Read("run: { seed: 1 }\n---\nrun: { seed: 2 }\n").Problems.Single().Message, Does.Contain("second document"));
    }
}
