using System.Diagnostics;
using Recsys.MLNet.Data;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Serving;

/// <summary>What a request leaves to the garbage collector, and how soon an event is seen.</summary>
[TestFixture, NonParallelizable]
public sealed class RequestMemoryTests
{
    private const int FewBytes = 4096;

    private static Recommender Shelf(bool trees)
    {
        var model = ServingModel.Live();
        if (trees)
            model = model with { Ranker = new TreeRanker(RandomStumps.Grow(model.Schema.Names), model.Schema, [.. model.Sources.Select(s => s.Name)]) };
        var recommender = new Recommender(model, new WorldState(new StateOptions(), live: true));
        foreach (var e in Shop.Log(3000))
            recommender.Observe(e);
        return recommender;
    }

    [Test]
    public void A_list_of_ten_with_reasons_takes_a_few_kilobytes([Values] bool trees)
    {
        var recommender = Shelf(trees);
        long at = recommender.Now;
        for (int n = 0; n < 100; n++)
            _ = recommender.Recommend(new RecommendationRequest { User = "u" + n % 40, At = at });
        string[] users = [.. Enumerable.Range(0, 40).Select(n => "u" + n)];
        int reasons = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 200; n++)
            reasons += recommender.Recommend(new RecommendationRequest { User = users[n % 40], At = at }).Items[0].Reasons.Count;
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 200;
        Assert.That(each, Is.LessThanOrEqualTo(FewBytes));
        Assert.That(reasons, Is.GreaterThan(100));
    }

    [Test]
    public void Ranking_given_items_takes_little_more_than_its_answer()
    {
        var recommender = Shelf(trees: false);
        RankedItem[] own = [.. Enumerable.Range(0, 60).Select(i => new RankedItem { Id = "i" + i })];
        var request = new RecommendationRequest { User = "u1", At = recommender.Now, Count = 60, Candidates = own };
        for (int n = 0; n < 50; n++)
            _ = recommender.Recommend(request);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 100; n++)
            _ = recommender.Recommend(request);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThanOrEqualTo(60 * 300 + FewBytes));
    }

    [Test]
    public void An_event_is_seen_by_the_view_that_is_opened_after_it()
    {
        var recommender = Shelf(trees: false);
        var micros = new double[5000];
        for (int n = 0; n < micros.Length; n++)
        {
            var e = Shop.Do("u" + n % 40, "i" + n * 7 % 60, at: recommender.Now + 1);
            long before = Stopwatch.GetTimestamp();
            recommender.Observe(e);
            using var view = recommender.World.Open();
            Assert.That(view.FindUser(e.User)!.History.Items[^1], Is.EqualTo(view.FindItem(e.Item!)!.Number));
            micros[n] = Stopwatch.GetElapsedTime(before).TotalMicroseconds;
        }
        Array.Sort(micros);
        Assert.That(micros[micros.Length / 2], Is.LessThan(500), "half of them; the tail belongs to a quiet machine");
    }
}
