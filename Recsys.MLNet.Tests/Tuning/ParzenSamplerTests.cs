using Recsys.MLNet.ModelBuilder.Tuning;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class ParzenSamplerTests
{
    private static readonly SearchSpace Space = new()
    {
        Parameters =
        [
            new("x", ParameterKind.Number, 0, 1, false, [], "0.5"),
            new("kind", ParameterKind.Choice, 0, 0, false, ["a", "b", "c"], "a"),
        ],
    };

    // Best at x = 0.8 with kind b.
    private static double Quality(SearchPoint point) => -Math.Abs(double.Parse(point["x"]!, System.Globalization.CultureInfo.InvariantCulture) - .8) - (point["kind"] == "b" ? 0 : .3);

    [Test]
    public void Proposals_gather_where_the_good_points_are()
    {
        var measured = Enumerable.Range(0, 24).Select(i => Space.Draw(RunSettings.Default.Random("test", i))).ToList();
        for (int i = 0; i < 30; i++)
            measured.Add(ParzenSampler.Propose(Space, [.. measured.OrderByDescending(Quality)], RunSettings.Default.Random("proposal", i)));
        var proposals = measured.Skip(24).ToList();
        Assert.That(proposals.Average(Quality), Is.GreaterThan(measured.Take(24).Average(Quality) + .25));
        Assert.That(proposals.Count(p => p["kind"] == "b"), Is.GreaterThan(20));
        Assert.That(measured.Max(Quality), Is.GreaterThan(-.02));
    }

    [Test]
    public void The_same_stream_proposes_the_same_point()
    {
        var measured = Enumerable.Range(0, 8).Select(i => Space.Draw(RunSettings.Default.Random("test", i))).ToList();
        var again = ParzenSampler.Propose(Space, measured, RunSettings.Default.Random("p"));
        Assert.That(ParzenSampler.Propose(Space, measured, RunSettings.Default.Random("p")), Is.EqualTo(again));
    }

    [Test]
    public void The_density_over_a_range_integrates_to_one()
    {
        var range = Space with { Parameters = [Space.Parameters[0]] };
        List<SearchPoint> points = [new([new("x", "0.02")]), new([new("x", "0.1")]), new([new("x", "0.95")])];
        double sum = 0;
        const int steps = 2000;
        for (int i = 0; i < steps; i++)
            sum += Math.Exp(ParzenSampler.LogDensity(range, points, new([new("x", ((i + .5) / steps).ToString(System.Globalization.CultureInfo.InvariantCulture))]))) / steps;
        Assert.That(sum, Is.EqualTo(1).Within(.01));
    }
}
