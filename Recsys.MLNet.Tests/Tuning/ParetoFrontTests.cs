using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Tuning;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class ParetoFrontTests
{
    private static TuningTrial Trial(int number, double quality, double millis, long bytes)
    {
        var trial = new TuningTrial(number, "m", SearchPoint.None, SearchPoint.None, "random");
        trial.Add(new(new Interval(quality, quality - .05, quality + .05)) { LatencyMillis = millis, Bytes = bytes });
        return trial;
    }

    private static readonly TuningTrial Best = Trial(0, .50, 10, 1000), Fast = Trial(1, .47, 1, 2000), Small = Trial(2, .46, 20, 10), Weak = Trial(3, .30, 0.1, 1), Beaten = Trial(4, .45, 11, 1500);

    [Test]
    public void What_another_beats_in_everything_is_left_out() =>
        Assert.That(ParetoFront.Of([Best, Fast, Small, Weak, Beaten]), Is.EqualTo(new[] { Best, Fast, Small, Weak }));

    [TestCase(TuningPreference.Quality, 0)]
    [TestCase(TuningPreference.Latency, 1)]
    [TestCase(TuningPreference.Size, 2)]
    public void A_preference_decides_within_the_best_ones_interval(TuningPreference prefer, int expected) =>
        Assert.That(ParetoFront.Choose([Best, Fast, Small, Weak, Beaten], prefer).Number, Is.EqualTo(expected), "the weak one is faster and smaller, and out of question");
}
