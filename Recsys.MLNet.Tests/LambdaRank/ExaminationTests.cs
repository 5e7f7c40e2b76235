using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.PositionBias;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
public sealed class ExaminationTests
{
    private const int Places = 6;

    private static readonly double[] Truth = [.. Enumerable.Range(0, Places).Select(k => 1 / Math.Pow(k + 1, 0.9))];

    [Test]
    public void Random_places_show_examination_directly() =>
        Assert.That(Examination.FromRandomPlaces(Showings(queries: 80, times: 100, orders: 0), Places), Is.EqualTo(Truth).Within(0.06));

    [Test]
    public void Rankings_that_changed_show_it_too() =>
        Assert.That(Examination.FromInterventions(Showings(queries: 80, times: 100, orders: 3), Places), Is.EqualTo(Truth).Within(0.08));

    [Test]
    public void Harvesting_survives_a_ranking_that_knew_what_is_wanted_where_plain_click_rates_do_not()
    {
        var shown = Showings(queries: 80, times: 100, orders: 2).ToArray();
        double harvested = Error(Examination.FromInterventions(shown, Places)), rates = Error(Examination.FromRandomPlaces(shown, Places));
        Assert.That(harvested, Is.LessThan(0.4 * rates), $"harvested {harvested:F3}, click rates {rates:F3}");
    }

    [Test]
    public void Expectation_maximization_finds_it_where_rankings_changed()
    {
        double changed = Error(Examination.FromExpectationMaximization(Showings(queries: 80, times: 100, orders: 3), Places));
        double harvested = Error(Examination.FromInterventions(Showings(queries: 80, times: 100, orders: 3), Places));
        TestContext.Out.WriteLine($"mean error: expectation maximization {changed:F4}, harvested {harvested:F4}");
        Assert.That(changed, Is.LessThan(0.05));
    }

    [Test]
    public void Expectation_maximization_on_one_ranking_gives_two_truths_one_answer()
    {
        // Place 1 half looked at with wanted items, or always looked at with items half as wanted: the same clicks, so the same answer.
        var half = Examination.FromExpectationMaximization(Two(examined: 0.5, wanted: 0.8), 2);
        var full = Examination.FromExpectationMaximization(Two(examined: 1, wanted: 0.4), 2);
        Assert.That(half, Is.EqualTo(full).Within(0.05));

        static IEnumerable<ShownItem> Two(double examined, double wanted)
        {
            var random = new RandomStream(5, "one ranking");
            for (int n = 0; n < 4000; n++)
            {
                yield return new(n % 40, 0, 0, random.NextDouble() < 0.8);
                yield return new(n % 40, 1, 1, random.NextDouble() < examined * wanted);
            }
        }
    }

    [Test]
    public void Without_items_at_two_places_harvesting_says_so() =>
        Assert.That(() => Examination.FromInterventions(Showings(queries: 5, times: 50, orders: 1), Places), Throws.TypeOf<InvalidDataException>().With.Message.Contains("two places"));

    [Test]
    public void A_place_that_was_never_compared_is_not_a_number()
    {
        ShownItem[] shown = [new(0, 1, 0, true), new(0, 1, 1, true), new(0, 2, 3, true)];
        Assert.That(Examination.FromInterventions(shown, 5), Is.EqualTo([1, 1, double.NaN, double.NaN, double.NaN]));
    }

    [Test]
    public void A_negative_place_is_refused() =>
        Assert.That(() => Examination.FromRandomPlaces([new(0, 7, -1, true)], 3), Throws.ArgumentException.With.Message.Contains("Item 7"));

    private static double Error(double[] examined) => examined.Zip(Truth, (a, b) => Math.Abs(a - b)).Average();

    /// <summary>Clicks of the position-based model; orders 0 shuffles every list, else so many rankings take turns, each close to the relevance.</summary>
    private static IEnumerable<ShownItem> Showings(int queries, int times, int orders)
    {
        var random = new RandomStream(3, "showings", orders);
        for (int q = 0; q < queries; q++)
        {
            double[] relevance = [.. Enumerable.Range(0, Places).Select(_ => 0.05 + 0.9 * random.NextDouble() * random.NextDouble())];
            int[][] lists = [.. Enumerable.Range(0, Math.Max(1, orders)).Select(_ => Enumerable.Range(0, Places).OrderByDescending(i => relevance[i] + 0.25 * random.NextGaussian()).ToArray())];
            for (int t = 0; t < times; t++)
            {
                int[] list = orders == 0 ? random.Permutation(Places) : lists[t % orders];
                for (int k = 0; k < Places; k++)
                    yield return new(q, list[k], k, random.NextDouble() < Truth[k] * relevance[list[k]]);
            }
        }
    }
}
