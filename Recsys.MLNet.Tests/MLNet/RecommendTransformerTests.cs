using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.MLNet;

[TestFixture]
public sealed class RecommendComponentTests : RowComponentContract
{
    private static readonly string Package = Path.Combine(Path.GetTempPath(), $"recsys-contract-{Environment.ProcessId}.recsys");

    protected override string[] Added => ["Items", "Scores", "Reasons", "ModelVersion"];
    protected override string Needed => "User";
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.Recommend(Package, run: run);

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 24).Select(i => new RecommendationRow
    {
        User = i % 5 == 4 ? "" : "u" + i % 5,
        Count = i % 4,
        Candidates = i % 3 == 0 ? ["i1", "i2", "unheard of"] : [],
    }).ToList());

    [OneTimeSetUp]
    public void Make_a_package() => TestPackage.Write(Package, favourite: 3);

    [OneTimeTearDown]
    public void Delete_the_package() => File.Delete(Package);

    [Test]
    public void Own_candidates_are_put_in_order_and_none_means_the_recommender_finds_them()
    {
        using var engine = Ml.Model.CreatePredictionEngine<RecommendationRow, RankedRow>(new RecommendTransformer(Package));
        var found = engine.Predict(new RecommendationRow { User = "someone new", Count = 2 });
        var ordered = engine.Predict(new RecommendationRow { User = "someone new", Candidates = ["i1", "i3"] });
        Assert.Multiple(() =>
        {
            Assert.That(found.Items, Has.Length.EqualTo(2));
            Assert.That(found.Items[0], Is.EqualTo("i3"));
            Assert.That(found.Scores, Is.Ordered.Descending);
            Assert.That(found.Reasons, Has.Length.EqualTo(2));
            Assert.That(ordered.Items, Is.EqualTo(new[] { "i3", "i1" }));
            Assert.That(found.ModelVersion, Has.Length.EqualTo(12));
        });
    }

    private sealed class OnlyUser
    {
        public string User { get; set; } = "";
    }

    [Test]
    public void A_row_needs_no_more_than_a_user()
    {
        using var engine = Ml.Model.CreatePredictionEngine<OnlyUser, RankedRow>(new RecommendTransformer(Package));
        Assert.That(engine.Predict(new OnlyUser { User = "u1" }).Items, Is.Not.Empty);
    }

    [Test]
    public void A_file_that_is_no_package_is_refused()
    {
        using var folder = new TempFolder();
        string file = folder["not.recsys"];
        File.WriteAllText(file, "nothing of the kind");
        Assert.That(() => new RecommendTransformer(file), Throws.TypeOf<ModelFormatException>());
    }
}
