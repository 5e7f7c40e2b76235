using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Tests.Floors;

namespace Recsys.MLNet.Tests.Evaluation;

[TestFixture]
public sealed class ExperimentBuilderTests
{
    [Test]
    public void Leave_one_out_knows_all_but_the_last_event_and_fits_on_all_but_two()
    {
        var log = Logs.Of("abcd", "ba", "bca");
        var experiment = Build(log, Splits.LeaveOneOut(log));
        Assert.That(experiment.Fit.Count, Is.EqualTo(2 + 2 + 1));
        Assert.That(experiment.Validation!.ItemOf, Is.EqualTo(new[] { 2, 2 }));
        Assert.That(experiment.Queries.Count, Is.EqualTo(2), "a user of two events is only fitted on");
        Assert.That(experiment.Queries[0].History, Is.EqualTo(3));
        Assert.That(experiment.Queries.RelevantTo(0).ToArray(), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void A_repeated_item_is_no_query_unless_seen_items_are_kept()
    {
        var log = Logs.Of("abca", "abcd");
        Assert.That(Build(log, Splits.LeaveOneOut(log)).Queries.Count, Is.EqualTo(1));
        Assert.That(Build(log, Splits.LeaveOneOut(log), new() { RemoveSeen = false }).Queries.Count, Is.EqualTo(2));
    }

    [Test]
    public void Prequential_predicts_each_second_of_a_user_from_all_before_it()
    {
        // Two users before the cut; after it u1 acts at 100.0 s and 100.4 s (one group) and at 102 s, u2 is new.
        var log = Timed([(0, 0, 1), (0, 1, 2), (1, 0, 3), (1, 1, 4), (1, 2, 100), (1, 3, 100.4), (1, 4, 102), (2, 0, 103)]);
        var queries = Build(log, Splits.Prequential(log, .5)).Queries;
        Assert.That(queries.Count, Is.EqualTo(3));
        Assert.That(queries.RelevantTo(0).ToArray(), Is.EquivalentTo(new[] { 2, 3 }));
        Assert.That((queries[0].History, queries[0].FrozenHistory), Is.EqualTo((2, 2)));
        Assert.That((queries[1].History, queries[1].FrozenHistory), Is.EqualTo((4, 2)));
        Assert.That(queries[2].Slices.HasFlag(Slice.ColdUsers | Slice.FirstFive));
        Assert.That(queries[1].Slices.HasFlag(Slice.Warm | Slice.ColdItems), "item 4 never occurs before the cut");
    }

    [Test]
    public void Time_asks_each_user_once_for_everything_later()
    {
        var log = Timed([(0, 0, 1), (1, 0, 2), (0, 1, 3), (1, 1, 100), (0, 2, 101), (0, 3, 200)]);
        var queries = Build(log, Splits.Time(log, .5)).Queries;
        Assert.That(queries.Count, Is.EqualTo(2));
        Assert.That(queries.RelevantTo(0).ToArray(), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(queries[0].History, Is.EqualTo(2));
    }

    [Test]
    public void Cold_items_are_never_fitted_on_and_each_user_is_asked_for_their_first()
    {
        var log = Logs.Of([.. Enumerable.Repeat("abcdefghij", 4), "jihgfedcba"]);
        var split = Splits.ColdItems(log, RunSettings.Default, 0.3);
        var cold = split.Test.Select(p => log.ItemOf[p]).ToHashSet();
        var experiment = Build(log, split);
        Assert.That(cold, Has.Count.EqualTo(3));
        Assert.That(experiment.Fit.ItemOf, Has.None.Matches<int>(cold.Contains));
        for (int q = 0; q < experiment.Queries.Count; q++)
        {
            var query = experiment.Queries[q];
            int[] before = experiment.Queries.Histories.ItemsOf(query.User)[..query.History].ToArray();
            Assert.That(before, Is.Not.Empty.And.None.Matches<int>(cold.Contains));
            Assert.That(cold, Does.Contain(experiment.Queries.RelevantTo(q)[0]));
            Assert.That(query.Slices.HasFlag(Slice.ColdItems));
        }
        Assert.That(experiment.Queries.Count, Is.GreaterThan(0));
    }

    [Test]
    public void Random_parts_know_training_and_validation_and_ask_for_the_rest()
    {
        var log = Logs.Of("abcdefghij", "jihgfedcba");
        var split = Splits.RandomUser(log, RunSettings.Default);
        var experiment = Build(log, split);
        Assert.That((experiment.Fit.Count, experiment.Validation!.Count), Is.EqualTo((16, 2)));
        Assert.That(experiment.Queries[0].History, Is.EqualTo(9));
        Assert.That(experiment.Queries.Histories.ItemsOf(0).ToArray(), Is.Ordered, "log order is kept");
    }

    [Test]
    public void Later_day_asks_for_a_new_day_and_needs_times()
    {
        var log = Timed([(0, 0, 1), (0, 1, 2), (0, 2, 3), (1, 0, 4), (1, 1, 5), (1, 2, 5 + 86_400)]);
        var queries = Build(log, Splits.LeaveOneOut(log)).Queries;
        Assert.That(queries[0].Slices.HasFlag(Slice.LaterDay), Is.False);
        Assert.That(queries[1].Slices.HasFlag(Slice.LaterDay), Is.True);
    }

    [Test]
    public void Only_wanted_types_are_relevant()
    {
        var log = new InteractionLog(new Vocabulary(["u"]), new Vocabulary(["a", "b", "c"]), new Vocabulary(["click", "purchase"]),
            [0, 0, 0], [0, 1, 2], [0, 0, 1], [1, 1, 1], [0, 1, 2], EventClock.Absolute, new Catalogue());
        Assert.That(Build(log, Splits.LeaveOneOut(log), new() { Target = ["purchase"] }).Queries.Count, Is.EqualTo(1));
        Assert.That(() => Build(log, Splits.LeaveOneOut(log), new() { Target = ["click"] }), Throws.ArgumentException.With.Message.Contains("no query"));
    }

    private static Experiment Build(InteractionLog log, Split split, EvaluationOptions? options = null) => new ExperimentBuilder(options ?? new()).Build(log, split);

    private static InteractionLog Timed((int User, int Item, double Second)[] events) => new(
        new Vocabulary(["u0", "u1", "u2"]), new Vocabulary(["a", "b", "c", "d", "e"]), new Vocabulary(["click"]),
        [.. events.Select(e => e.User)], [.. events.Select(e => e.Item)], new int[events.Length], [.. events.Select(_ => 1f)],
        [.. events.Select(e => (long)(e.Second * 1000))], EventClock.Absolute, new Catalogue());
}
