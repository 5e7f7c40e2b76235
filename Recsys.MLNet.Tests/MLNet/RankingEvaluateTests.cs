using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>Values of <c>ml.Ranking.Evaluate</c> that were measured on ML.NET 5.0.0.</summary>
[TestFixture]
public sealed class RankingEvaluateTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private sealed class Row
    {
        [KeyType(10)]
        public uint GroupId { get; set; }

        public float Label { get; set; }

        public float Score { get; set; }
    }

    private static RankingMetrics Evaluate(params (uint Group, float Label, float Score)[] rows) =>
        Ml.Ranking.Evaluate(Ml.Data.LoadFromEnumerable(rows.Select(r => new Row { GroupId = r.Group, Label = r.Label, Score = r.Score }).ToList()));

    [Test]
    public void A_best_hit_in_first_place_is_worth_its_gain_over_the_natural_logarithm_of_two()
    {
        var metrics = Evaluate((0, 4, 2), (0, 0, 1));
        Assert.Multiple(() =>
        {
            Assert.That(metrics.DiscountedCumulativeGains[0], Is.EqualTo(44.723546267557865).Within(1e-12));
            Assert.That(metrics.NormalizedDiscountedCumulativeGains, Is.All.EqualTo(1).Within(1e-12));
        });
    }

    [Test]
    public void A_hit_in_second_place_counts_from_two_on()
    {
        var metrics = Evaluate((0, 4, 1), (0, 0, 2));
        Assert.That(metrics.NormalizedDiscountedCumulativeGains.Take(2), Is.EqualTo(new[] { 0, .6309297535714574 }).Within(1e-12));
    }

    [TestCase(4, 0)]
    [TestCase(0, 4)]
    public void Ties_are_judged_as_the_worst_order(float first, float second) =>
        Assert.That(Evaluate((0, first, 1), (0, second, 1)).NormalizedDiscountedCumulativeGains.Take(2), Is.EqualTo(new[] { 0, .6309297535714574 }).Within(1e-12));

    [Test]
    public void A_group_without_gain_counts_as_zero() =>
        Assert.That(Evaluate((0, 4, 2), (0, 0, 1), (1, 0, 2), (1, 0, 1)).NormalizedDiscountedCumulativeGains[0], Is.EqualTo(.5).Within(1e-12));

    [Test]
    public void A_group_that_is_not_contiguous_counts_several_times() =>
        Assert.That(Evaluate((0, 4, 2), (1, 0, 1), (0, 0, 1)).NormalizedDiscountedCumulativeGains[0], Is.EqualTo(1d / 3).Within(1e-12));

    [Test]
    public void Rows_without_a_score_are_left_out() =>
        Assert.That(Evaluate((0, 4, float.NaN), (0, 1, 2), (0, 0, 1)).NormalizedDiscountedCumulativeGains[0], Is.EqualTo(1).Within(1e-12));

    [Test]
    public void A_label_above_the_gains_is_refused() => Assert.That(() => Evaluate((0, 5, 2), (0, 0, 1)), Throws.InstanceOf<IndexOutOfRangeException>());

    private sealed class Unkeyed
    {
        public uint GroupId { get; set; }

        public float Label { get; set; }

        public float Score { get; set; }
    }

    [Test]
    public void Groups_must_be_keys() =>
        Assert.That(() => Ml.Ranking.Evaluate(Ml.Data.LoadFromEnumerable(new List<Unkeyed> { new() })), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
