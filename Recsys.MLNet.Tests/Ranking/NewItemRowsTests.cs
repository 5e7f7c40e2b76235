using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Ranking;

/// <summary>Items that came after the models of a window: what those models know of them, and how requests for them are drawn and weighed.</summary>
[TestFixture]
public sealed class NewItemRowsTests
{
    private static readonly Lazy<Event[]> Shop = new(() => [.. new Simulator(new() { Users = 400, Items = 200, Days = 12, SessionsPerDay = 0.8, ArrivingItems = 0.6 }).Events(RunSettings.Default)]);

    private static RankerOptions Options { get; } = new() { LeastRequests = 50, Maturity = 0.6, MaxRequests = 400, Windows = 3 };

    private static (RankerPlan Plan, InteractionLog Log, RequestLog Requests) Read(RankerOptions options)
    {
        var interactions = new InteractionLogBuilder();
        var requests = new RequestLog(new Outcomes(options, new StateOptions()), options.Maturity);
        for (int i = 0; i < Shop.Value.Length; i++)
        {
            int before = interactions.Count, items = interactions.Items;
            interactions.Add(Shop.Value[i]);
            requests.Add(Shop.Value[i], i, before, items);
        }
        var log = interactions.Build();
        var (plan, whyNot) = RankerPlan.Of(log, requests, options, RunSettings.Default);
        Assert.That(plan, Is.Not.Null, whyNot);
        return (plan!, log, requests);
    }

    [Test]
    public void Models_of_a_window_know_no_item_that_was_first_named_later()
    {
        var (plan, log, requests) = Read(Options);
        var serving = new ServingOptions { Sources = [new("item-knn", 1, 50), new("new-text", 1, 20)] };
        var parts = new List<InteractionLog>();
        ServingModel Sources(InteractionLog part)
        {
            parts.Add(part);
            return ServingModel.Of("test", serving, new StateOptions(), new(log.Users, log.Items, log.Types), [("item-knn", new CooccurrenceTrainer().Fit(part, RunSettings.Default))]);
        }
        var trainer = new RankerTrainer(Options, plan, log, requests, new StateOptions(), serving.Sources, (part, _) => Sources(part), RunSettings.Default);
        long number = -1;
        new EventReplay(new StateOptions()).Run(Shop.Value.Select(e => { number++; return e; }), (e, view) => trainer.Visit(e, number, view));
        Assert.That(parts, Has.Count.EqualTo(3));
        for (int w = 0; w < 3; w++)
        {
            var before = Shop.Value.Take((int)plan.Windows[w].Event).Select(e => e.Item).OfType<string>().ToHashSet(StringComparer.Ordinal);
            Assert.That(parts[w].Items.Ids, Is.EquivalentTo(before), "those that item events and interactions named before its first request");
            Assert.That(parts[w].Count, Is.EqualTo(plan.Windows[w].Interactions));
            Assert.That(parts[w].Catalogue.Count, Is.EqualTo(before.Count));
        }
        Assert.That(parts[2].Items.Count, Is.GreaterThan(parts[0].Items.Count).And.LessThan(log.Items.Count), "items came in every window");
    }

    [Test]
    public void Requests_of_new_items_are_kept_first_with_the_weight_of_what_the_sample_leaves_of_the_others()
    {
        var (all, log, requests) = Read(Options with { MaxRequests = 1_000_000 });
        var (plan, _, _) = Read(Options);
        bool IsNew(PlannedRequest p) => p.Request.Items.Where((_, i) => p.Request.Outcomes[i] > 0)
            .Any(i => !log.ItemOf.Take(all.Windows[p.Window].Interactions).Contains(log.Items.Find(requests.Items[i])));
        var fresh = all.Requests.Where(IsNew).Select(p => p.Request.Event).ToArray();
        Assert.That(fresh, Has.Length.InRange(20, 100), "no more than a quarter of 400, so that all are kept");
        Assert.That(plan.Requests.Where(p => p.New).Select(p => p.Request.Event), Is.EqualTo(fresh));
        Assert.That(plan.Requests, Has.Count.EqualTo(400).Within(40));
        Assert.That(all.Requests.Select(p => p.Weight), Is.All.EqualTo(1f), "nothing was drawn");
        // A new one stands for itself, another for 1 / its probability: together for what there is.
        var others = plan.Requests.Where(p => !p.New && p.Weight == 1).ToArray();
        float weight = plan.Requests.First(p => p.New).Weight;
        Assert.That(plan.Requests.Where(p => p.New).Select(p => p.Weight), Is.All.EqualTo(weight));
        Assert.That(plan.Requests.Sum(p => p.Weight) / weight, Is.EqualTo(all.Requests.Count).Within(0.12 * all.Requests.Count));
        Assert.That(others, Is.Not.Empty);
    }

    [Test]
    public void Requests_of_new_items_get_their_share_of_the_weight_up_to_a_limit()
    {
        // 8 of weight 1 and one new of weight 2: a share of a fifth is as it is, a third asks for 4, a half for 8.
        foreach (var (share, most, weight) in ((double, double, float)[])[(0.1, 10, 2), (0.2, 10, 2), (1.0 / 3, 10, 4), (0.5, 10, 8), (0.5, 3, 6), (0, 10, 2)])
        {
            var rows = new RankerRows(["x"], 18);
            for (int g = 0; g < 9; g++)
                rows.Add(new() { Weight = g == 4 ? 2 : 1, New = g == 4, Values = [g, -g], Labels = [1, 0] });
            var (requests, factor) = rows.LiftNew(share, most);
            var data = rows.ToDataset(debias: false);
            Assert.That((requests, factor), Is.EqualTo((1, weight / 2)));
            Assert.That(data.Weights, Is.EqualTo(Enumerable.Range(0, 18).Select(r => r / 2 == 4 ? weight : 1f)).Within(1e-5f));
            Assert.That(data.Features.Values, Is.EqualTo(Enumerable.Range(0, 9).SelectMany(g => new float[] { g, -g })));
        }
        Assert.That(new RankerRows(["x"], 0).LiftNew(0.5, 10), Is.EqualTo((0, 1f)), "no request is of a new item");
        Assert.That(new RankerOptions { NewItemShare = 1 }.Problems().Single().ToString(), Does.Contain("NewItemShare"));
    }
}
