using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class SplitsTests
{
    private static readonly RunSettings s_run = new() { Seed = 7 };

    /// <summary>User u has u + 1 events on items 0, 1, …; three events share each second.</summary>
    private static InteractionLog Log(int users = 12, EventClock clock = EventClock.Absolute)
    {
        var user = new List<int>();
        var item = new List<int>();
        for (int round = 0; round < users; round++)
            for (int u = round; u < users; u++)
            {
                user.Add(u);
                item.Add(round);
            }
        int n = user.Count;
        return new(new(Enumerable.Range(0, users).Select(u => $"u{u}")), new(Enumerable.Range(0, users).Select(i => $"i{i}")), new(["click"]),
            [.. user], [.. item], new int[n], [.. Enumerable.Repeat(1f, n)], [.. Enumerable.Range(0, n).Select(i => i / 3 * 1000L)], clock, new());
    }

    private static IEnumerable<Split> All(InteractionLog log) =>
    [
        Splits.Prequential(log), Splits.Prequential(log, 0.2, 0.1), Splits.Time(log), Splits.Time(log, TimeSpan.FromSeconds(5)), Splits.LeaveOneOut(log),
        Splits.RandomUser(log, s_run), Splits.RandomItem(log, s_run), .. Splits.Folds(log, s_run, 4),
    ];

    [Test]
    public void Every_place_is_in_exactly_one_part_and_parts_ascend()
    {
        var log = Log();
        foreach (var split in All(log))
        {
            Assert.That(split.Train.Concat(split.Valid).Concat(split.Test).Order(), Is.EqualTo(Enumerable.Range(0, log.Count)), split.Name);
            Assert.That(split.Train, Is.Ordered, split.Name);
            Assert.That(split.Test, Is.Ordered, split.Name);
        }
    }

    [Test]
    public void The_same_seed_splits_alike_and_another_seed_differently()
    {
        var log = Log();
        int[][] again = [.. All(Log()).Select(s => s.Test)];
        Assert.That(All(log).Select(s => s.Test), Is.EqualTo(again));
        Assert.That(Splits.RandomUser(log, new() { Seed = 8 }).Test, Is.Not.EqualTo(Splits.RandomUser(log, s_run).Test));
    }

    [Test]
    public void Leave_one_out_takes_the_last_for_test_and_the_one_before_for_validation()
    {
        var log = Log(4);
        var split = Splits.LeaveOneOut(log);
        Assert.That(split.Test.Select(p => (log.UserOf[p], log.ItemOf[p])), Is.EquivalentTo(new[] { (2, 2), (3, 3) }));
        Assert.That(split.Valid.Select(p => (log.UserOf[p], log.ItemOf[p])), Is.EquivalentTo(new[] { (2, 1), (3, 2) }));
    }

    [Test]
    public void Events_of_one_second_stay_on_one_side()
    {
        var log = Log();
        foreach (var split in new[] { Splits.Prequential(log, 0.21), Splits.Time(log, 0.21) })
            Assert.That(log.TimeOf[split.Test[0]], Is.GreaterThan(log.TimeOf[split.Train[^1]]), split.Name);
    }

    [Test]
    public void A_time_split_ignores_the_order_of_lines_and_prequential_keeps_it()
    {
        var log = new InteractionLog(new(["u"]), new(["i"]), new(["click"]), new int[4], new int[4], new int[4], new float[4], [9000, 1000, 2000, 3000], EventClock.Absolute, new());
        Assert.That(Splits.Time(log, 0.25).Test, Is.EqualTo(new[] { 0 }));
        Assert.That(Splits.Prequential(log, 0.25).Test, Is.EqualTo(new[] { 3 }));
        Assert.That(Splits.Time(log, TimeSpan.FromSeconds(7)).Test, Is.EqualTo(new[] { 0, 3 }));
    }

    [TestCase(10, 8, 1, 1)]
    [TestCase(9, 9, 0, 0)]
    [TestCase(19, 17, 1, 1)]
    [TestCase(20, 16, 2, 2)]
    public void A_random_share_of_each_user_rounds_down_and_training_takes_the_rest(int events, int train, int valid, int test)
    {
        var log = new InteractionLog(new(["u", "v"]), new(["i"]), new(["click"]), [.. Enumerable.Repeat(0, events), .. Enumerable.Repeat(1, 10)],
            new int[events + 10], new int[events + 10], new float[events + 10], new long[events + 10], EventClock.Order, new());
        var split = Splits.RandomUser(log, s_run);
        int Of(int[] places) => places.Count(p => p < events);
        Assert.That((Of(split.Train), Of(split.Valid), Of(split.Test)), Is.EqualTo((train, valid, test)));
        Assert.That(split.Name, Is.EqualTo("random-user:80/10/10"));
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 2)]
    [TestCase(4, 3)]
    [TestCase(6, 4)]
    public void A_random_share_of_each_item_rounds_to_the_nearest_and_halves_to_even(int events, int train)
    {
        var log = new InteractionLog(new(["u"]), new(["i", "j"]), new(["click"]), new int[events + 4], [.. Enumerable.Repeat(0, events), .. Enumerable.Repeat(1, 4)],
            new int[events + 4], new float[events + 4], new long[events + 4], EventClock.Order, new());
        Assert.That(Splits.RandomItem(log, s_run).Train.Count(p => p < events), Is.EqualTo(train));
    }

    [Test]
    public void Folds_test_each_event_once_in_parts_of_equal_size()
    {
        var log = Log();
        var folds = Splits.Folds(log, s_run, 5);
        Assert.That(folds.SelectMany(f => f.Test).Order(), Is.EqualTo(Enumerable.Range(0, log.Count)));
        Assert.That(folds.Max(f => f.Test.Length) - folds.Min(f => f.Test.Length), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Files_bring_their_own_log()
    {
        using var folder = new TempFolder();
        var (log, split) = Splits.Files(folder.Write("a.train", "1 10 5\n2 11 3\n"), folder.Write("a.test", "1 11 4\n"));
        Assert.That((split.Train.Length, log.Count, split.Name), Is.EqualTo((2, 3, "files:a.train,a.test")));
        Assert.That(split.Test, Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public void What_the_data_cannot_support_is_refused()
    {
        Assert.That(() => Splits.Time(Log(clock: EventClock.Relative)), Throws.ArgumentException.With.Message.Contains("clock is relative. Use leave-one-out"));
        Assert.That(() => Splits.Prequential(Log(clock: EventClock.Order)), Throws.ArgumentException.With.Message.Contains("clock is order"));
        Assert.That(() => Splits.LeaveOneOut(Log(2)), Throws.ArgumentException.With.Message.Contains("too small"));
        Assert.That(() => Splits.Folds(Log(2), s_run, 9), Throws.ArgumentException.With.Message.Contains("folds is 9"));
        Assert.That(() => Splits.RandomUser(Log(), s_run, 0, 1, 1), Throws.ArgumentException.With.Message.Contains("Shares are"));
        Assert.That(() => Splits.ColdItems(Log(), s_run, 1), Throws.ArgumentException.With.Message.Contains("share of cold items is 1"));
        Assert.That(() => Splits.Time(Log(), 1.5), Throws.ArgumentException.With.Message.Contains("Shares are"));
    }

    [TestCase("time", SplitKind.Time)]
    [TestCase("prequential:10", SplitKind.Prequential)]
    [TestCase("leave-one-out", SplitKind.LeaveOneOut)]
    [TestCase("random-user:80/10/10", SplitKind.RandomUser)]
    [TestCase("random-user:80/20", SplitKind.RandomUser)]
    [TestCase("random-item:75/25", SplitKind.RandomItem)]
    [TestCase("cold-items:20", SplitKind.ColdItems)]
    [TestCase("folds:3", SplitKind.Folds)]
    public void A_plan_is_read_as_people_write_it(string text, SplitKind kind)
    {
        var splits = SplitPlan.Parse(text).Apply(Log(), s_run);
        Assert.That(splits.Select(s => s.Kind), Is.All.EqualTo(kind));
        Assert.That(splits, Has.Count.EqualTo(kind == SplitKind.Folds ? 3 : 1));
    }

    [Test]
    public void A_plan_of_files_names_them() => Assert.That(SplitPlan.Parse("files:a,b").Paths, Is.EqualTo(new[] { "a", "b" }));

    [TestCase("weekly")]
    [TestCase("random-user:80")]
    [TestCase("random-user:a/b")]
    [TestCase("folds:1/2")]
    [TestCase("files:a")]
    [TestCase("leave-one-out:3")]
    public void A_plan_of_another_form_is_refused_with_the_forms(string text) =>
        Assert.That(() => SplitPlan.Parse(text), Throws.ArgumentException.With.Message.Contains("expected time"));
}
