using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.Features;

/// <summary>How soon the click rate of a new item is known, in simulated shops whose pages are filled by lot, as the places kept for new items are: a page by merit would show an item later to other users and higher up.</summary>
[TestFixture]
public sealed class NewItemRateTests
{
    private const int Impressions = 200, AtLeastAfter = 100;

    private sealed class Measured
    {
        public long List;
        public double Estimate, Prior;
        public int Shown, Clicked;
    }

    [Test]
    public void An_article_published_now_has_a_calibrated_click_rate_within_200_impressions([Values("shop", "news")] string scenario)
    {
        var items = Follow(SimulationOptions.For(scenario) with { Users = 1500, Items = 160, Days = 20, ArrivingItems = 0.6, ItemLifetimeDays = 120, ExploringPages = 1 }).Where(m => m.Shown >= AtLeastAfter).OrderBy(m => m.Estimate).ToList();
        Assert.That(items, Has.Count.GreaterThanOrEqualTo(40));
        // Whole, and in three groups by what was estimated: what was said then is what came, within three standard errors and a tenth.
        foreach (var group in items.Chunk((items.Count + 2) / 3).Append([.. items]))
        {
            double shown = group.Sum(m => m.Shown), expected = group.Sum(m => m.Estimate * m.Shown) / shown, came = group.Sum(m => m.Clicked) / shown;
            Assert.That(expected, Is.EqualTo(came).Within(3 * Math.Sqrt(came * (1 - came) / shown) + 0.1 * came), $"{group.Length} items, {shown} impressions");
        }
        // And it tells the items apart: surprise at what came is less than with the rate of all items.
        double Surprise(Func<Measured, double> rate) => -items.Sum(m => m.Clicked * Math.Log(rate(m)) + (m.Shown - m.Clicked) * Math.Log(1 - rate(m)));
        Assert.That(Surprise(m => m.Estimate), Is.LessThan(Surprise(m => m.Prior)));
    }

    /// <summary>For each item that comes after the second day: the feature <c>item_ctr</c> when it was shown 200 times, and what its later lists brought.</summary>
    private static List<Measured> Follow(SimulationOptions options)
    {
        var schema = StandardFeatures.Schema([]);
        int column = schema.Names.ToList().IndexOf("item_ctr");
        // A read follows its click: one stage deeper, so that the rate is one of clicks.
        var world = new WorldState(new StateOptions { Types = [new("read", BehaviorStage.Intent, 2)] });
        var known = new HashSet<string>();
        var fresh = new Dictionary<string, Measured?>();
        var lists = new Dictionary<string, long>();
        foreach (var e in new Simulator(options).Events(RunSettings.Default))
        {
            world.Apply(e);
            if (e.Kind == EventKind.Item && known.Add(e.Item!) && e.Timestamp > options.Start + 2 * 86_400_000L)
                fresh[e.Item!] = null;
            else if (e.Kind == EventKind.Interaction && e is { Type: "click", Ranking: { } of } && fresh.GetValueOrDefault(e.Item!) is { } clicked && lists.GetValueOrDefault(of) > clicked.List)
                clicked.Clicked++;
            if (e.Kind != EventKind.Ranking)
                continue;
            lists[e.Id!] = world.Sequence;
            foreach (var shown in e.Items.Take(e.Shown >= 0 ? e.Shown : e.Items.Count))
            {
                if (!fresh.TryGetValue(shown.Id, out var measured))
                    continue;
                using var state = world.Open();
                if (measured is not null)
                    measured.Shown++;
                else if (state.FindItem(shown.Id)!.Total(BehaviorStage.Exposure) >= Impressions)
                    fresh[shown.Id] = new() { List = world.Sequence, Estimate = Estimate(state, shown.Id, e.Timestamp), Prior = state.Total(BehaviorStage.Interest) / state.Total(BehaviorStage.Exposure) };
            }
        }
        return [.. fresh.Values.OfType<Measured>()];

        double Estimate(StateView state, string item, long at)
        {
            var candidates = new CandidateSet();
            candidates.Reset(state, []);
            candidates.Include(state.FindItem(item)!);
            var row = new float[schema.Width];
            schema.Write(new RecallContext(state, null, at), candidates, row);
            return row[column];
        }
    }
}
