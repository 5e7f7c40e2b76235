using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.Tests.Metrics;

[TestFixture]
public sealed class RankingMetricsTests
{
    // Relevant items at places 1, 4 and 12 of 20. By hand: 1/log2(2) = 1, 1/log2(5) = .430677, 1/log2(13) = .270238;
    // ideal of three: 1 + .630930 + .5 = 2.130930.
    private static readonly int[] Ranks = [0, 3, 11];

    [Test]
    public void Ndcg_is_the_discounted_gain_over_the_ideal_one()
    {
        Assert.That(RankingMetrics.Ndcg(Ranks, 10), Is.EqualTo(1.430677 / 2.130930).Within(1e-6));
        Assert.That(RankingMetrics.Ndcg(Ranks, 20), Is.EqualTo(1.700915 / 2.130930).Within(1e-6));
        Assert.That(RankingMetrics.Ndcg(Ranks, 2), Is.EqualTo(1 / 1.630930).Within(1e-6), "only two places can be filled");
    }

    [Test]
    public void Recall_precision_and_hit_rate_count_hits()
    {
        Assert.That(RankingMetrics.Recall(Ranks, 10), Is.EqualTo(2.0 / 3).Within(1e-12));
        Assert.That(RankingMetrics.Precision(Ranks, 10), Is.EqualTo(.2).Within(1e-12));
        Assert.That(RankingMetrics.HitRate(Ranks, 1), Is.EqualTo(1));
        Assert.That(RankingMetrics.HitRate([5], 5), Is.EqualTo(0));
        Assert.That(RankingMetrics.HitRate([4], 5), Is.EqualTo(1));
    }

    [Test]
    public void Average_precision_is_the_mean_precision_at_the_hits()
    {
        Assert.That(RankingMetrics.AveragePrecision(Ranks, 20), Is.EqualTo((1 + 2.0 / 4 + 3.0 / 12) / 3).Within(1e-12));
        Assert.That(RankingMetrics.AveragePrecision(Ranks, 10), Is.EqualTo((1 + 2.0 / 4) / 3).Within(1e-12));
        Assert.That(RankingMetrics.AveragePrecision([0, 1, 2], 2), Is.EqualTo(1).Within(1e-12), "two places full of relevant items are perfect");
    }

    [Test]
    public void Reciprocal_rank_is_that_of_the_first_hit()
    {
        Assert.That(RankingMetrics.ReciprocalRank([3, 5], 10), Is.EqualTo(.25));
        Assert.That(RankingMetrics.ReciprocalRank([10], 10), Is.EqualTo(0));
    }

    [Test]
    public void Auc_is_the_share_of_pairs_in_order()
    {
        // 17 others; none above the first relevant item, 2 above the second, 9 above the third: 11 of 51 pairs wrong.
        Assert.That(RankingMetrics.Auc(Ranks, 20), Is.EqualTo(1 - 11.0 / 51).Within(1e-12));
        Assert.That(RankingMetrics.Auc([0, 1], 5), Is.EqualTo(1));
        Assert.That(RankingMetrics.Auc([3, 4], 5), Is.EqualTo(0));
        Assert.That(RankingMetrics.Auc([0, 1], 2), Is.NaN, "without another item there is no pair");
    }

    [Test]
    public void A_query_without_relevant_items_has_no_gain() =>
        Assert.That(new[] { RankingMetrics.Ndcg([], 10), RankingMetrics.Recall([], 10), RankingMetrics.AveragePrecision([], 10) }, Is.All.EqualTo(0));

    [Test]
    public void Graded_ndcg_has_LightGBMs_gains()
    {
        // Labels 0, 2, 1: gains 0, 3, 1. DCG = 3/log2(3) + 1/2 = 2.392789; ideal 3 + 1/log2(3) = 3.630930.
        Assert.That(GradedNdcg.Compute([0, 2, 1], 3), Is.EqualTo(2.392789 / 3.630930).Within(1e-6));
        Assert.That(GradedNdcg.Compute([0, 2, 1], 1), Is.EqualTo(0));
        Assert.That(GradedNdcg.Compute([0, 0], 3), Is.NaN);
        Assert.That(GradedNdcg.Compute([0, 0], 3, whenNothingRelevant: 1), Is.EqualTo(1));
    }

    [Test]
    public void Rating_errors_are_the_root_mean_square_and_the_mean()
    {
        Assert.That(RatingErrors.Rmse([1, 2, 3], [2, 2, 5]), Is.EqualTo(Math.Sqrt(5.0 / 3)).Within(1e-12));
        Assert.That(RatingErrors.Mae([1, 2, 3], [2, 2, 5]), Is.EqualTo(1).Within(1e-12));
        Assert.That(() => RatingErrors.Mae([1], [1, 2]), Throws.ArgumentException.With.Message.Contains("one prediction for each"));
    }
}
