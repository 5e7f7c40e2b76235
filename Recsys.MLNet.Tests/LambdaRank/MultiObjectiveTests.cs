using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
public sealed class MultiObjectiveTests
{
    [Test]
    public void An_isotonic_curve_pools_neighbours_that_fall()
    {
        var curve = CalibratorTrainer.Isotonic([1, 2, 3, 4, 5], [false, true, false, true, true]);
        Assert.That(curve.Probability(0), Is.EqualTo(1e-9), "before the first score");
        Assert.That(curve.Probability(2.5), Is.EqualTo(0.5), "2 and 3 are one pool");
        Assert.That(curve.Probability(9), Is.EqualTo(1 - 1e-9), "after the last");
        double last = 0;
        for (double s = 0; s < 6; s += 0.1)
        {
            Assert.That(curve.Probability(s), Is.GreaterThanOrEqualTo(last));
            last = curve.Probability(s);
        }
    }

    [Test]
    public void Both_calibrators_take_the_error_out_of_shifted_scores()
    {
        var random = new RandomStream(1, "calibrate");
        var (scores, outcomes) = (new float[6000], new bool[6000]);
        for (int i = 0; i < scores.Length; i++)
        {
            double truth = random.NextGaussian();
            outcomes[i] = random.NextDouble() < 1 / (1 + Math.Exp(-truth));
            scores[i] = (float)(3 * truth + 4);
        }
        double before = Error(scores[3000..], outcomes[3000..], s => 1 / (1 + Math.Exp(-s)));
        var platt = CalibratorTrainer.Platt(scores.AsSpan(0, 3000), outcomes.AsSpan(0, 3000));
        var isotonic = CalibratorTrainer.Isotonic(scores.AsSpan(0, 3000), outcomes.AsSpan(0, 3000));
        Assert.That(before, Is.GreaterThan(0.2));
        Assert.That(Error(scores[3000..], outcomes[3000..], platt.Probability), Is.LessThan(0.05));
        Assert.That(Error(scores[3000..], outcomes[3000..], isotonic.Probability), Is.LessThan(0.05));
        Assert.That(platt.A, Is.EqualTo(-1 / 3.0).Within(0.03));
        Assert.That(platt.B, Is.EqualTo(4 / 3.0).Within(0.15));
    }

    [Test]
    public void Weights_move_the_order_from_one_aim_to_the_other()
    {
        var (train, later, test) = (Rows("train"), Rows("later"), Rows("test"));
        var trainer = new MultiObjectiveTrainer(new LambdaRankOptions { Objective = TreeObjective.Binary, Trees = 30, Leaves = 8 });
        var model = trainer.Fit(train.Data, later.Data, [("click", train.Clicks, later.Clicks), ("purchase", train.Purchases, later.Purchases)], RunSettings.Default);
        var front = MultiObjectiveTrainer.ParetoFront(model, test.Data, [test.Clicks, test.Purchases], Enumerable.Range(0, 6).Select(i => new[] { 1 - i / 5.0, i / 5.0 }));
        Assert.That(front, Has.Count.GreaterThan(1));
        Assert.That(front.MaxBy(p => p.Ndcg[0]).Weights[0], Is.GreaterThan(front.MaxBy(p => p.Ndcg[1]).Weights[0]));
        Assert.That(MultiObjectiveTrainer.CalibrationErrors(model, test.Data, [test.Clicks, test.Purchases]), Is.All.LessThan(0.06));

        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        var again = ModelSections.Load<MultiObjectiveModel>(stream);
        var (before, after) = (new float[test.Data.Rows], new float[test.Data.Rows]);
        model.Score(test.Data.Features, [1, 5], before);
        again.Score(test.Data.Features, [1, 5], after);
        Assert.That(after, Is.EqualTo(before));
        Assert.That(() => model.Score(test.Data.Features, [1], after), Throws.ArgumentException.With.Message.Contains("2 aims"));
        Assert.That(() => model.Score(test.Data.Features, [1, -1], after), Throws.ArgumentException.With.Message.Contains("not negative"));
    }

    [Test]
    public void One_label_of_all_aims_is_the_most_valuable_outcome()
    {
        var (labels, gains) = MultiObjectiveTrainer.Weighted([[0, 1, 1, 0], [0, 0, 1, 1]], [1, 10]);
        Assert.That(labels, Is.EqualTo(new[] { 0f, 1, 2, 2 }));
        Assert.That(gains, Is.EqualTo(new[] { 0.0, 1, 10 }));
    }

    private static double Error(float[] scores, bool[] outcomes, Func<double, double> probability) =>
        CalibrationError.Compute(Array.ConvertAll(scores, s => (float)probability(s)), outcomes);

    private static (RankingDataset Data, float[] Clicks, float[] Purchases) Rows(string name)
    {
        var random = new RandomStream(2, name);
        const int Queries = 150, Size = 10;
        var rows = new RowMatrix(Queries * Size, 3);
        var (clicks, purchases) = (new float[rows.Rows], new float[rows.Rows]);
        for (int i = 0; i < rows.Rows; i++)
        {
            for (int f = 0; f < 3; f++)
                rows.Row(i)[f] = (float)random.NextGaussian();
            // What draws clicks puts off buyers.
            clicks[i] = random.NextDouble() < 1 / (1 + Math.Exp(1 - 2 * rows.Row(i)[0])) ? 1 : 0;
            purchases[i] = random.NextDouble() < 1 / (1 + Math.Exp(1.5 + rows.Row(i)[0] - 2 * rows.Row(i)[1])) ? 1 : 0;
        }
        return (new RankingDataset(rows, clicks, [.. Enumerable.Repeat(Size, Queries)]), clicks, purchases);
    }
}
