using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class HybridTrainerTests : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new HybridTrainer(new HybridOptions { Factors = 3, FewestItems = 1 });

    [Test]
    public void An_item_that_nobody_has_touched_is_placed_by_its_features()
    {
        var catalogue = new Catalogue();
        for (int i = 0; i < 14; i++)
            catalogue.Set(i, [new Field("category", FieldValue.Of(i % 2 == 0 ? "even" : "odd")), new Field("title", FieldValue.Of($"thing {i}"))]);
        var log = TestLogs.Of(12, 14, Enumerable.Range(0, 12).SelectMany(u => Enumerable.Range(0, 12).Where(i => i != u && i % 2 == u % 2).Select(i => (u, i, 1f))), catalogue);
        var model = (HybridModel)Trainer().Fit(log, RunSettings.Default);
        float[] even = model.ScoresFor(log, 2), odd = model.ScoresFor(log, 3);
        float[] vector = model.ItemVector([new Field("category", FieldValue.Of("even"))]);
        Assert.Multiple(() =>
        {
            Assert.That(even[12], Is.GreaterThan(even[13] + 0.1f));
            Assert.That(odd[13], Is.GreaterThan(odd[12] + 0.1f));
            Assert.That(Lanes.Dot(vector, model.Factors.Users.Row(2)), Is.GreaterThan(Lanes.Dot(vector, model.Factors.Users.Row(3)) + 0.1f));
            Assert.That(model.ItemVector([]), Has.All.Zero);
        });
    }

    [Test]
    public void Features_are_categories_terms_and_numbers_of_length_one()
    {
        var catalogue = new Catalogue();
        catalogue.Set(0, [new Field("brand", FieldValue.Of("a")), new Field("title", FieldValue.Of("red shoe")), new Field("v", FieldValue.Of([3.0, 4.0]))]);
        catalogue.Set(1, [new Field("brand", FieldValue.Of("a")), new Field("title", FieldValue.Of("blue shoe"))]);
        catalogue.Set(2, [new Field("brand", FieldValue.Of("a")), new Field("title", FieldValue.Of("green hat"))]);
        var features = ItemFeatures.Learn(catalogue, 3, [], 1);
        Assert.That(features.Count, Is.EqualTo(1 + 5 + 2));
        for (int i = 0; i < 3; i++)
            Assert.That(features.Of(catalogue.FieldsOf(i)).Values.Sum(v => v * v), Is.EqualTo(1).Within(1e-5));
        Assert.That(ItemFeatures.Learn(catalogue, 3, ["brand"], 1).Count, Is.EqualTo(1));
    }

    [Test]
    public void The_regression_on_features_never_gets_worse_and_reaches_the_minimum()
    {
        var random = new RandomStream(1, "ridge");
        var rows = Enumerable.Range(0, 30).Select(_ => (Columns: random.Permutation(8).Take(3).Order().ToArray(), Values: Enumerable.Range(0, 3).Select(_ => (float)random.NextGaussian()).ToArray())).ToArray();
        var x = SparseRows.Join(8, rows);
        RowMatrix q = new(30, 2, [.. Enumerable.Range(0, 60).Select(_ => (float)random.NextGaussian())]), a = new(8, 2);
        float[] weights = [.. Enumerable.Range(0, 30).Select(_ => 0.5f + random.NextFloat())];
        double last = double.PositiveInfinity;
        for (int round = 0; round < 12; round++)
        {
            SparseRidge.Descend(x, q, weights, 0.3f, a, 2);
            var said = new RowMatrix(30, 2);
            SparseRidge.Multiply(x, a, said);
            double now = a.Values.Sum(v => 0.3 * v * v) + Enumerable.Range(0, 60).Sum(n => weights[n / 2] * Math.Pow(q.Values[n] - said.Values[n], 2));
            Assert.That(now, Is.LessThanOrEqualTo(last + 1e-5));
            last = now;
        }
        var before = a.Values.ToArray();
        SparseRidge.Descend(x, q, weights, 0.3f, a, 20);
        Assert.That(a.Values, Is.EqualTo(before).Within(1e-2));
    }
}
