using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Recall;

/// <summary>How much of each source's list a request takes, and how that is learned.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class RecallQuotaTests
{
    // a names items 0 to 19, b items 10 to 29.
    private static readonly ICandidateSource[] Lists = [new Listed("a", 0, 20), new Listed("b", 10, 20)];

    private static RankerOptions Costs(double budget) => new() { RecallBudget = budget, CandidateCost = 1, LeastRecallRequests = 4, SourceCosts = new Dictionary<string, double> { ["a"] = 10, ["b"] = 100 } };

    [Test]
    public void Each_source_names_as_many_items_as_its_quota_and_one_of_0_is_not_asked()
    {
        using var state = Items().Open();
        var quotas = new RecallQuotas([new(null, false, new Dictionary<string, int> { ["a"] = 3 }), new("cart", false, new Dictionary<string, int> { ["a"] = 0, ["b"] = 2 })], Lists);
        Assert.That(Named(null), Is.EqualTo((3, 20)), "a source that is not named keeps its list");
        Assert.That(Named("cart"), Is.EqualTo((0, 2)));
        Assert.That(Named("home"), Is.EqualTo((3, 20)), "a surface without a quota of its own takes that of all");

        (int, int) Named(string? surface)
        {
            var set = new CandidateSet();
            set.Reset(state, Lists);
            set.Recall(new RecallContext(state, "new", 1) { Surface = surface }, Lists, quotas);
            return (set.CountOf(0), set.CountOf(1));
        }
    }

    [Test]
    public void A_source_at_its_quota_still_adds_to_items_it_has_named()
    {
        using var state = Items().Open();
        var twice = new Listed("a", 0, 20, repeats: 2);
        var set = new CandidateSet();
        set.Reset(state, [twice]);
        set.Recall(new RecallContext(state, "new", 1), [twice], new RecallQuotas([new(null, false, new Dictionary<string, int> { ["a"] = 5 })], [twice]));
        Assert.That(set.Count, Is.EqualTo(5));
        Assert.That(set.ScoresOf(0).ToArray(), Is.EqualTo(new float[] { 2, 2 / 2f, 2 / 3f, 2 / 4f, 2 / 5f }));
    }

    // By hand, microseconds in brackets: a to 5 brings two of four wanted items (15), a to 20 the third (15 more); the fourth stands
    // fifteenth in b (100, and 10 candidates that a has not named).
    [TestCase(15, 5, 0, 0.5, 15)]
    [TestCase(139, 20, 0, 0.75, 30)]
    [TestCase(140, 20, 20, 1, 140)]
    public void The_list_with_the_most_wanted_items_for_its_time_is_lengthened_first(double budget, int a, int b, double recall, double microseconds)
    {
        var learner = new RecallQuotaLearner(["a", "b"], Costs(budget));
        using var state = Items().Open();
        foreach (int wanted in (int[])[3, 4, 17, 24])
        {
            var request = new RecallContext(state, "new", 1) { Surface = wanted > 3 ? "home" : null };
            var set = new CandidateSet();
            set.Reset(state, Lists);
            set.Recall(request, Lists);
            learner.Add(request, set, [state.FindItem("i" + wanted)!.Number]);
        }
        var learned = learner.Learn().Single();
        Assert.That((learned.Quota.Surface, learned.Quota.Warm, learned.Requests), Is.EqualTo(((string?)null, false, 4)), "three requests of home are too few for a quota of its own");
        Assert.That((learned.Quota.Depths.GetValueOrDefault("a", 20), learned.Quota.Depths.GetValueOrDefault("b", 20)), Is.EqualTo((a, b)), "a list taken whole is not named");
        Assert.That((learned.Recall, learned.Microseconds), Is.EqualTo((recall, microseconds)));
        Assert.That((learned.WholeRecall, learned.WholeMicroseconds), Is.EqualTo((1.0, 140.0)));
    }

    [Test]
    public void Quotas_of_nonsense_are_refused()
    {
        Assert.That(new ServingOptions { Quotas = [new("x", true, new Dictionary<string, int> { ["a"] = -1 }), new("x", true, new Dictionary<string, int>())] }.Problems().Select(p => p.Message),
            Has.Some.Contains("depth below 0").And.Some.Contains("two entries"));
        Assert.That(new RankerOptions { RecallBudget = 100, Windows = 1 }.Problems().Single().Message, Does.Contain("first"));
    }

    private static WorldState Items()
    {
        var world = new WorldState(new StateOptions());
        for (int i = 0; i < 30; i++)
            world.Apply(Shop.Item("i" + i, at: Shop.Start));
        return world;
    }

    private sealed class Listed(string name, int from, int count, int repeats = 1) : ICandidateSource
    {
        public string Name => name;

        public void Recall(RecallContext request, CandidateSet into)
        {
            for (int n = 0; n < repeats; n++)
                for (int i = 0; i < count; i++)
                    into.Add("i" + (from + i), 1f / (1 + i));
        }

        public void Score(RecallContext request, CandidateSet into) => throw new NotSupportedException();

        public Reason? Explain(RecallContext request, ItemState item) => null;
    }
}
