using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.Tests.Metrics;

[TestFixture]
public sealed class ListMetricsTests
{
    [Test]
    public void Coverage_is_the_share_of_items_in_any_list() =>
        Assert.That(ListMetrics.Coverage([0, 3, 1, 0]), Is.EqualTo(.5));

    [Test]
    public void Gini_is_half_the_mean_difference_over_the_mean()
    {
        // The definition itself: Σ_i Σ_j |c_i − c_j| / (2 n² mean).
        int[] counts = [1, 5, 0, 2];
        double differences = counts.Sum(a => counts.Sum(b => Math.Abs(a - b)));
        Assert.That(ListMetrics.Gini(counts), Is.EqualTo(differences / (2 * 16 * 2.0)).Within(1e-12));
        Assert.That(ListMetrics.Gini([4, 4, 4]), Is.EqualTo(0).Within(1e-12));
        Assert.That(ListMetrics.Gini([0, 0, 0, 8]), Is.EqualTo(.75).Within(1e-12));
        Assert.That(ListMetrics.Gini([0, 0]), Is.EqualTo(0));
    }

    [Test]
    public void Novelty_is_the_mean_surprise_in_bits()
    {
        // Counts 7, 0, 0 become 8, 1, 1 of 10.
        var surprise = ListMetrics.Surprise([7, 0, 0]);
        Assert.That(ListMetrics.Novelty([0], surprise), Is.EqualTo(-Math.Log2(.8)).Within(1e-6));
        Assert.That(ListMetrics.Novelty([0, 1], surprise), Is.EqualTo((-Math.Log2(.8) - Math.Log2(.1)) / 2).Within(1e-6));
    }

    [Test]
    public void Intra_list_distance_is_the_mean_over_pairs()
    {
        Assert.That(ListMetrics.IntraListDistance([1, 4, 8], (a, b) => Math.Abs(a - b)), Is.EqualTo((3 + 7 + 4) / 3.0).Within(1e-12));
        Assert.That(ListMetrics.IntraListDistance([1], (_, _) => 1), Is.NaN);
    }

    [Test]
    public void Calibration_error_is_the_weighted_gap_of_the_bins()
    {
        // Two bins of two: predicted .1 and .3, happened 0 of 2; predicted .6 and .8, happened 2 of 2: (.2·2 + .3·2) / 4.
        Assert.That(CalibrationError.Compute([.8f, .1f, .6f, .3f], [true, false, true, false], bins: 2), Is.EqualTo(.25).Within(1e-6));
        Assert.That(CalibrationError.Compute([.25f, .25f, .25f, .25f], [true, false, false, false], bins: 4), Is.EqualTo(0).Within(1e-6), "equal predictions are one bin");
        Assert.That(CalibrationError.Compute([], []), Is.NaN);
        Assert.That(CalibrationError.Compute([.5f, .25f], [true, false], [1, 3], bins: 2), Is.EqualTo((.5 + .75) / 4).Within(1e-6), "three of four rows predicted .25 and did not happen");
    }
}
