using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

[TestFixture]
public sealed class BehaviorSequenceTests
{
    private static BehaviorSequence From(int length, params RawBehavior[] history) => BehaviorSequence.From(history, new BehaviorTypes(), new() { Length = length });

    [Test]
    public void Short_histories_are_padded_at_the_front_and_long_ones_keep_the_newest()
    {
        var one = From(3, new RawBehavior(7, "click", 1));
        Assert.That(one.Items, Is.EqualTo((int[])[-1, -1, 7]));
        Assert.That(one.Weights, Is.EqualTo((float[])[0, 0, 1]));
        var many = From(2, new(1, "click", 1), new(2, "click", 2), new(3, "purchase", 3));
        Assert.That((many.Items, many.Count), Is.EqualTo((new[] { 2, 3 }, 2)));
        Assert.That(many.Weights, Is.EqualTo((float[])[1, 5]));
        Assert.That(many.Stages[1], Is.EqualTo(BehaviorStage.Conversion));
    }

    [Test]
    public void Duplicates_go_by_id_and_by_equality()
    {
        var s = From(5, new(1, "click", 1, "a"), new(2, "click", 9, "a"), new(3, "click", 100_000_000), new(4, "click", 100_000_001), new(3, "click", 100_000_000));
        Assert.That(s.Items, Is.EqualTo((int[])[-1, -1, 1, 3, 4]));
    }

    [Test]
    public void Adjacent_repeats_become_the_last_of_them_within_the_gap_only()
    {
        var s = From(4, new(1, "click", 0), new(1, "click", 60_000), new(1, "click", 60_000 + 31 * 60_000), new(1, "cart", 60_000 + 32 * 60_000));
        Assert.That(s.Count, Is.EqualTo(3));
        Assert.That(s.Times[1], Is.EqualTo(60_000));
    }

    [Test]
    public void Missing_times_are_filled_from_their_neighbours()
    {
        var s = From(4, new(1, "click", RawBehavior.Missing), new(2, "click", 100), new(3, "click", RawBehavior.Missing), new(4, "click", 300));
        Assert.That(s.Times, Is.EqualTo((long[])[100, 100, 200, 300]));
        Assert.That(From(1, new RawBehavior(1, "click", RawBehavior.Missing)).Times, Is.EqualTo((long[])[0]));
    }

    [Test]
    public void An_empty_history_is_all_padding()
    {
        Assert.That(From(2).Items, Is.EqualTo((int[])[-1, -1]));
    }
}
