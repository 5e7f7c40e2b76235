using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Tuning;

namespace Recsys.MLNet.Tests.Tuning;

[TestFixture]
public sealed class HalvingScheduleTests
{
    private static TuningTrial Trial(int number, params double[] values)
    {
        var trial = new TuningTrial(number, "m", SearchPoint.None, SearchPoint.None, "random");
        foreach (double value in values)
            trial.Add(new(Interval.Exact(value)) { Failure = double.IsNaN(value) ? "failed" : null });
        return trial;
    }

    private static int? Next(params TuningTrial[] trials) => HalvingSchedule.Next(trials, 3, 3, (_, _) => true)?.Number;

    [Test]
    public void One_in_three_goes_on() => Assert.That(Next(Trial(0, .1), Trial(1, .3), Trial(2, .2)), Is.EqualTo(1));

    [Test]
    public void With_two_no_one_goes_on() => Assert.That(Next(Trial(0, .1), Trial(1, .3)), Is.Null);

    [Test]
    public void Who_has_gone_on_does_not_go_again() => Assert.That(Next(Trial(0, .1), Trial(1, .3, .35), Trial(2, .2)), Is.Null);

    [Test]
    public void A_late_better_one_goes_on_too() => Assert.That(Next(Trial(0, .1), Trial(1, .3, .35), Trial(2, .2), Trial(3, .4)), Is.EqualTo(3));

    [Test]
    public void Among_equals_the_earlier_goes_on() => Assert.That(Next(Trial(0, .1), Trial(1, .1), Trial(2, .1)), Is.EqualTo(0));

    [Test]
    public void Failures_neither_count_nor_go_on() => Assert.That(Next(Trial(0, .1), Trial(1, double.NaN), Trial(2, .2)), Is.Null);

    [Test]
    public void A_dearer_rung_goes_first() => Assert.That(Next(Trial(0, .1, .2), Trial(1, .3, .5), Trial(2, .2, .3), Trial(3, .9), Trial(4, .8), Trial(5, .7)), Is.EqualTo(1));

    [Test]
    public void Who_is_not_allowed_makes_way() =>
        Assert.That(HalvingSchedule.Next([.. Enumerable.Range(0, 6).Select(i => Trial(i, i))], 3, 3, (t, _) => t.Number != 5)?.Number, Is.EqualTo(4));

    [Test]
    public void In_the_end_the_best_reach_the_last_rung()
    {
        TuningTrial[] trials = [Trial(0, .1), Trial(1, .3, .35), Trial(2, .2), Trial(3, .25)];
        Assert.That(HalvingSchedule.NextFinalist(trials, 3, 2, (_, _) => true)?.Number, Is.EqualTo(1), "the furthest first");
        trials[1].Add(new(Interval.Exact(.4)));
        Assert.That(HalvingSchedule.NextFinalist(trials, 3, 2, (_, _) => true)?.Number, Is.EqualTo(3));
        trials[3].Add(new(Interval.Exact(.3)));
        trials[3].Add(new(Interval.Exact(.3)));
        Assert.That(HalvingSchedule.NextFinalist(trials, 3, 2, (_, _) => true), Is.Null);
    }
}
