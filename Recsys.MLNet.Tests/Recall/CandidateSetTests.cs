using Recsys.MLNet.Recall;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Recall;

/// <summary>The candidates of a request.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class CandidateSetTests
{
    [Test]
    public void A_list_added_at_once_is_what_its_items_are_one_by_one()
    {
        var world = new WorldState(new StateOptions(), live: true);
        for (int i = 0; i < 40; i++)
            world.Apply(Shop.Item($"i{i}", available: i % 7 != 3));
        using var state = world.Open();
        world.Apply(Shop.Item("late")); // not there as of the view
        int[] items = [5, 3, 39, 5, 40, 41, -1, 0, 10, 12, 17, 20];
        float[] scores = [9, 8, 7, 6, 5, 4, 3, 2, 0, float.NaN, float.PositiveInfinity, 1];
        var (atOnce, byOne) = (Set(), Set());
        atOnce.Add(items, scores);
        for (int i = 0; i < items.Length; i++)
            byOne.Add(items[i], scores[i]);
        Assert.That(Said(atOnce), Is.EqualTo(Said(byOne)));
        Assert.That(Said(atOnce), Is.EqualTo(new[] { ("i5", 15f, 1), ("i39", 7f, 2), ("i0", 2f, 3), ("i20", 1f, 4) }), "3 and 10 were withdrawn, 40 came later, 41 and −1 are no items; what has no score is not named");

        CandidateSet Set()
        {
            var set = new CandidateSet();
            set.Reset(state, [new BoardSource(Board.Newest)]);
            set.Begin(0);
            return set;
        }

        static (string, float, int)[] Said(CandidateSet set) => [.. Enumerable.Range(0, set.Count).Select(c => (set.StateOf(c).Id, set.ScoreOf(0, c), set.RankOf(0, c)))];
    }

    [Test]
    public void Candidates_are_put_in_order_of_score_then_arrival_and_what_is_no_number_last()
    {
        float[] scores = [0, -0f, float.NaN, 3, -2, float.NegativeInfinity, 3, 1e-40f, float.PositiveInfinity, -1e-40f, 0, float.MaxValue, -7, float.NaN, float.MinValue];
        var world = new WorldState(new StateOptions());
        var set = new CandidateSet();
        for (int i = 0; i < scores.Length; i++)
            world.Apply(Shop.Item($"i{i}"));
        using var state = world.Open();
        set.Reset(state, [new BoardSource(Board.Newest)]);
        for (int i = 0; i < scores.Length; i++)
            set.Include(state.FindItem($"i{i}")!);
        scores.CopyTo(set.Scores);
        set.Sort();
        Assert.That(set.Order.ToArray(), Is.EqualTo(new[] { 8, 11, 3, 6, 7, 0, 1, 10, 9, 4, 12, 14, 2, 5, 13 }));
    }

    [Test]
    public void A_list_and_its_scores_have_one_length()
    {
        using var state = new WorldState(new StateOptions()).Open();
        var set = new CandidateSet();
        set.Reset(state, [new BoardSource(Board.Newest)]);
        set.Begin(0);
        Assert.That(() => set.Add([1, 2], [1f]), Throws.ArgumentException.With.Message.StartsWith("scores holds 1 values; expected 2, one for each item."));
    }
}
