using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Tuning;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class SearchSpaceTests
{
    private static IEnumerable<string> Models => KnownModels.All.Where(m => m.Configure is not null && !m.OnRequest).Select(m => m.Name);

    [TestCaseSource(nameof(Models))]
    public void Every_model_with_options_has_a_space_and_takes_every_point_of_it(string name)
    {
        var model = KnownModels.All.First(m => m.Name == name);
        var log = TuningLogs.Walks(users: 30, items: 20);
        var space = SearchSpaces.For(model, log);
        Assert.That(space.Parameters, Is.Not.Empty);
        Assert.That(space.Holds(space.Start), Is.True, space.Start.ToString());
        Assert.That(() => model.Configure!(space.Start.Texts), Throws.Nothing);
        for (int i = 0; i < 40; i++)
        {
            var point = space.Draw(RunSettings.Default.Random("test.point", i));
            Assert.That(space.Holds(point), Is.True, point.ToString());
            Assert.That(() => model.Configure!(point.Texts), Throws.Nothing, point.ToString());
        }
    }

    [TestCaseSource(nameof(Models))]
    public void A_name_with_the_changed_values_alone_means_the_same_options(string name)
    {
        var model = KnownModels.All.First(m => m.Name == name);
        var space = SearchSpaces.For(model, TuningLogs.Walks(users: 30, items: 20));
        var point = space.Draw(RunSettings.Default.Random("test.point"));
        var changed = space.Changed(point);
        Assert.That(changed.Values, Is.SubsetOf(point.Values));
        foreach (var (option, value) in point.Values.Except(changed.Values))
            Assert.That(space.Parameters.First(p => p.Name == option).Default, Is.EqualTo(value));
    }

    [Test]
    public void Equal_steps_of_a_log_range_are_equal_ratios()
    {
        var factors = new SearchSpaceOf<AlsOptions>(new()).Integer(o => o.Factors, 8, 128, log: true).Parameters[0];
        Assert.That(new[] { 0, .25, .5, .75, 1 }.Select(factors.At), Is.EqualTo(new[] { "8", "16", "32", "64", "128" }));
        Assert.That(factors.Place("32"), Is.EqualTo(.5).Within(1e-12));
        Assert.That(factors.Start, Is.EqualTo("64"));
    }

    [Test]
    public void A_parameter_without_meaning_at_a_point_is_left_out()
    {
        var space = new SearchSpaceOf<BehaviorAttentionOptions>(new())
            .Choice(o => o.Loss, BehaviorLoss.SampledSoftmax, BehaviorLoss.GeneralizedBinaryCrossEntropy)
            .Number(o => o.Calibration, 0, 1).OnlyIf(o => o.Loss, BehaviorLoss.GeneralizedBinaryCrossEntropy);
        Assert.That(space.At(p => p.Name == "loss" ? 0 : .5).ToString(), Is.EqualTo("loss=SampledSoftmax"));
        Assert.That(space.At(p => p.Name == "loss" ? .9 : .5).ToString(), Is.EqualTo("loss=GeneralizedBinaryCrossEntropy:calibration=0.5"));
    }

    [Test]
    public void Numbers_have_three_digits_and_stay_in_their_range()
    {
        var pull = new SearchSpaceOf<AlsOptions>(new()).Number(o => o.Regularization, 0.001, 0.3, log: true).Parameters[0];
        Assert.That(pull.At(.5), Is.EqualTo("0.0173"));
        Assert.That(pull.At(2), Is.EqualTo("0.3"));
        Assert.That(pull.Holds("0.31"), Is.False);
    }

    [Test]
    public void Everything_wrong_with_a_pipeline_is_said_at_once()
    {
        var log = TuningLogs.Walks(users: 30, items: 20);
        Assert.That(() => KnownModels.Select("pipeline:source.word2vec=true:source.als=perhaps:ranker.leafs=3:depth=0:colour.red=1", log), Throws.ArgumentException.With.Message
            .Contains("'word2vec' is not known").And.Message.Contains("'source.als=perhaps' is no source").And.Message.Contains("'leafs' is not known").And.Message.Contains("'colour.red' is not known").And.Message.Contains("depth is 0"));
    }

    [Test]
    public void A_pipeline_by_name_has_the_sources_named()
    {
        var log = TuningLogs.Walks(users: 60, items: 20);
        var trainer = KnownModels.Select("pipeline:sourceNames=item-knn+ease:rank=false", log)[0].Create(log);
        var model = (Models.PipelineModel)trainer.Fit(log, RunSettings.Default);
        Assert.That(model.Sources.Select(s => s.Name), Is.EqualTo(new[] { "item-knn", "ease" }));
        var switched = (Models.PipelineModel)KnownModels.Select("pipeline:source.popularity-decayed=false:source.ease=true:rank=false", log)[0].Create(log).Fit(log, RunSettings.Default);
        Assert.That(switched.Sources.Select(s => s.Name), Is.EqualTo(new[] { "item-knn", "ease" }));
    }
}
