using System.Runtime.CompilerServices;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.Serving;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Engine;

/// <summary>Swapping, going back, splitting users and shadowing, while requests run.</summary>
[TestFixture]
public sealed class ModelLifeTests
{
    private TempFolder _folder = null!;
    private string[] _packages = [];

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new();
        _packages = [.. ((int[])[400, 600]).Select(events =>
        {
            string path = _folder[$"{events}.recsys"];
            new RecommenderTrainer(new() { Models = ["item-knn"] }).Train(Shop.Log(events), RunSettings.Default).Save(path);
            return path;
        })];
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static RecommendationRequest For(string user, string? id = null) => new() { User = user, Id = id, Count = 5, At = Shop.Start + 30 * Shop.Day };

    private RecsysOptions TwoModels(Action<RecsysOptions>? more = null)
    {
        var options = new RecsysOptions();
        (options.Packages["a"], options.Packages["b"]) = (_packages[0], _packages[1]);
        more?.Invoke(options);
        return options;
    }

    [Test, CancelAfter(60_000)]
    public async Task A_hundred_swaps_under_parallel_load_fail_no_request_answer_with_no_old_model_and_leave_none_in_memory(CancellationToken deadline)
    {
        using var engine = new RecsysEngine(new() { Package = _packages[0], LogRankings = false });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        long answered = 0;
        var load = Enumerable.Range(0, 3).Select(thread => Task.Run(() =>
        {
            for (int n = 0; !stop.IsCancellationRequested; n++)
            {
                var answer = engine.Recommend(For("u" + (n + thread) % 40));
                if (answer.Items.Count == 0)
                    throw new InvalidOperationException("an empty list");
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        var gone = new List<WeakReference>();
        for (int n = 1; n <= 100; n++)
        {
            gone.Add(Current(engine));
            string version = engine.Load(RecsysEngine.DefaultModel, _packages[n % 2]).Version;
            Assert.That(engine.Recommend(For("u1")).Version, Is.EqualTo(version), "the answer after a swap comes from the new model");
        }
        await stop.CancelAsync();
        await Task.WhenAll(load); // a failed request would throw here
        Assert.That(answered, Is.GreaterThan(100));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(gone.Count(r => r.IsAlive), Is.LessThanOrEqualTo(2), "those that can still be gone back to");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Current(RecsysEngine engine) => new(engine.Model());
    }

    [Test]
    public void Going_back_puts_the_version_before_in_place_and_forth_again()
    {
        using var engine = new RecsysEngine(new() { Package = _packages[0] });
        string first = engine.Models[0].Version, second = engine.Load(RecsysEngine.DefaultModel, _packages[1]).Version;
        Assert.That(engine.Models[0].Earlier, Is.EqualTo((string[])[first]));
        Assert.That(engine.Rollback(RecsysEngine.DefaultModel).Version, Is.EqualTo(first));
        Assert.That(engine.Rollback(RecsysEngine.DefaultModel).Version, Is.EqualTo(second));
        using var fresh = new RecsysEngine(new() { Package = _packages[0] });
        Assert.That(() => fresh.Rollback(RecsysEngine.DefaultModel), Throws.InvalidOperationException.With.Message.Contains("no earlier version"));
    }

    [Test]
    public async Task A_split_gives_each_user_one_model_in_every_process_and_logs_which()
    {
        var options = TwoModels(o => o.Splits["home"] = new Dictionary<string, double> { ["a"] = 0.75, ["b"] = 0.25 });
        using RecsysEngine engine = new(options), other = new(options);
        var models = Enumerable.Range(0, 1000).ToDictionary(n => "u" + n, n => engine.Recommend(For("u" + n, "list" + n), "home").Model);
        Assert.That(models.Values.Count(m => m == "b"), Is.EqualTo(250).Within(45), "a quarter, give or take three standard errors");
        foreach (var (user, model) in models.Take(50))
            Assert.That(other.Recommend(For(user), "home").Model, Is.EqualTo(model));

        string asked = models.First(m => m.Value == "b").Key;
        await engine.IngestAsync(Shop.Do(asked, "i1", at: Shop.Start + 30 * Shop.Day) with { Ranking = "list" + asked[1..] });
        var arms = engine.Splits;
        Assert.That(arms.Select(a => (a.Model, a.Share)), Is.EqualTo(((string, double)[])[("a", 0.75), ("b", 0.25)]));
        Assert.That(arms.Sum(a => a.Lists), Is.EqualTo(1000));
        Assert.That((arms[1].Answered, arms[1].Interactions["click"], arms[0].Answered), Is.EqualTo((1, 1, 0)));
        var logged = engine.Export(asked).Select(e => e.Event).Single(e => e.Policy is not null);
        Assert.That((logged.Policy, logged.ModelVersion), Is.EqualTo(("b", engine.Models.Single(m => m.Name == "b").Version)));
        Assert.That(engine.Explain(logged.Id!).Same, Is.True);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_shadow_is_asked_the_same_and_only_compared(CancellationToken deadline)
    {
        using var engine = new RecsysEngine(TwoModels(o => { o.Shadows["a"] = "b"; o.Shadows["b"] = "a"; }));
        for (int n = 0; n < 40; n++)
            Assert.That(engine.Recommend(For("u" + n), "a").Model, Is.EqualTo("a"));
        while (engine.Shadows[0].Lists + engine.Shadows[0].Dropped < 40)
            await Task.Delay(5, deadline);
        var shadow = engine.Shadows[0];
        Assert.That((shadow.Model, shadow.Shadow, shadow.Failed), Is.EqualTo(("a", "b", 0)));
        Assert.That(shadow.Version, Is.EqualTo(engine.Models.Single(m => m.Name == "b").Version));
        Assert.That(shadow.Overlap, Is.GreaterThan(0).And.LessThan(1), "trained on more of the same shop: alike, not equal");
        Assert.That(engine.Shadows[1].Lists, Is.Zero, "what a shadow says is no list of its own");
    }

    [Test]
    public void Scores_that_move_away_from_those_it_was_judged_by_are_told_in_deviations()
    {
        using var engine = new RecsysEngine(new() { Package = _packages[1] });
        double mean = Enumerable.Range(0, 40).SelectMany(n => engine.Recommend(For("u" + n)).Items).Average(i => i.Score);
        Assert.That(engine.Models[0].ScoreDrift, Is.NaN, "a package that was not judged says nothing");
        string judged = _folder["judged.recsys"];
        new RecommenderTrainer(new() { Models = ["item-knn"] }).Train(Shop.Log(600), RunSettings.Default).Save(judged, new() { ["score-mean"] = mean - 3, ["score-deviation"] = 1.5 });
        using var moved = new RecsysEngine(new() { Package = judged });
        for (int n = 0; n < 40; n++)
            moved.Recommend(For("u" + n));
        Assert.That(moved.Models[0].ScoreDrift, Is.EqualTo(2).Within(0.05));
    }

    [Test]
    public void Features_that_the_users_change_are_told_apart_from_those_that_stay()
    {
        // Scored by trees, so that features are read; for 2,000 lists in the morning, then in the evening.
        var world = new WorldState(new StateOptions(), live: true);
        foreach (var e in Shop.Log(600))
            world.Apply(e);
        var model = ServingModel.Live();
        model = model.With(RandomStumps.Grow(model.Schema.Names));
        var loaded = new LoadedModel(model, world, new StageTimes());
        void Ask(int lists, int hour)
        {
            for (int n = 0; n < lists; n++)
                loaded.Pipeline.Recommend(new() { User = "u" + n % 40, At = Shop.Start / Shop.Day * Shop.Day + 30 * Shop.Day + hour * Shop.Hour + n % 7 * Shop.Minute, Count = 10 });
        }
        Ask(2000, 8);
        Assert.That(loaded.Watch.Features, Is.Empty);
        Ask(1500, 8);
        var same = loaded.Watch.Features.ToDictionary(f => f.Key, f => f.Value);
        Assert.That(same, Has.Count.EqualTo(model.Schema.Width));
        Assert.That(same.Values.Max(), Is.LessThan(0.1));
        Assert.That(loaded.Watch.Score, Is.LessThan(0.1));
        Ask(2500, 6);
        var moved = loaded.Watch.Features.ToDictionary(f => f.Key, f => f.Value);
        Assert.That(moved["hour"], Is.GreaterThan(0.25));
        Assert.That(moved["item_price"], Is.LessThan(0.1));
    }

    [Test]
    public async Task Lists_and_what_came_of_them_are_counted_by_surface()
    {
        using var engine = new RecsysEngine(new() { Package = _packages[0] });
        for (int n = 0; n < 6; n++)
            engine.Recommend(For("u" + n, "list" + n) with { Surface = n < 4 ? "cart" : null });
        await engine.IngestAsync(
            Shop.Do("u0", "i1", at: Shop.Start + 30 * Shop.Day) with { Ranking = "list0" },
            Shop.Do("u0", "i2", "purchase", Shop.Start + 30 * Shop.Day) with { Ranking = "list0" },
            Shop.Do("u1", "i2", "impression", Shop.Start + 30 * Shop.Day) with { Ranking = "list1" },
            Shop.Do("u5", "i2", at: Shop.Start + 30 * Shop.Day) with { Ranking = "list5" },
            Shop.Do("u5", "i2", at: Shop.Start + 30 * Shop.Day) with { Ranking = "unknown" });
        var (home, cart) = (engine.Surfaces[0], engine.Surfaces[1]);
        Assert.That((home.Surface, home.Lists, home.Items, home.Answered), Is.EqualTo(("", 2L, 10L, 1L)));
        Assert.That((cart.Surface, cart.Lists, cart.Items, cart.Answered), Is.EqualTo(("cart", 4L, 20L, 1L)));
        Assert.That(cart.Interactions, Is.EqualTo(new Dictionary<string, long> { ["click"] = 1, ["impression"] = 1, ["purchase"] = 1 }));
        for (int n = 0; n < 100; n++)
            engine.Recommend(For("u1") with { Surface = "made up " + n });
        Assert.That(engine.Surfaces, Has.Count.EqualTo(51), "names come from clients: there is an end to them");
    }

    [Test]
    public void A_model_is_asked_real_requests_before_it_takes_over_within_a_bound_of_number_and_time()
    {
        using var engine = new RecsysEngine(new() { Package = _packages[0], WarmUpRequests = 20 });
        Assert.That(engine.Models[0].WarmedUp, Is.EqualTo(20), "users and surfaces of the package's state");
        for (int n = 0; n < 5; n++)
            engine.Recommend(For("u" + n));
        long counted = engine.Stages.Of(RequestStage.Recall).Buckets.Sum();
        Assert.That(counted, Is.EqualTo(5), "what is asked beforehand is no user's time");
        Assert.That(engine.Load(RecsysEngine.DefaultModel, _packages[1]).WarmedUp, Is.EqualTo(20));
        Assert.That(engine.Stages.Of(RequestStage.Recall).Buckets.Sum(), Is.EqualTo(counted));
        // A clock that is 100 ms later whenever it is read: 250 ms are three requests.
        using var hurried = new RecsysEngine(new() { Package = _packages[0], WarmUpMilliseconds = 250 }, clock: new LaterClock());
        Assert.That(hurried.Models[0].WarmedUp, Is.EqualTo(3));
        using var cold = new RecsysEngine(new() { Package = _packages[0], WarmUpRequests = 0 });
        Assert.That(cold.Models[0].WarmedUp, Is.Zero);
    }

    [Test]
    public void The_first_requests_and_one_of_every_64_after_them_are_asked_again_and_forgotten_with_their_user()
    {
        var asked = new RecentRequests();
        for (int n = 0; n < 1000; n++)
            asked.Add(For("u" + n));
        var sampled = Enumerable.Range(1, 14).Select(n => 63 + 64 * n).Reverse(); // 127, 191, … 959
        var first = Enumerable.Range(14, 50).Reverse(); // the oldest of the first 64 have given way
        Assert.That(asked.Newest().Select(r => r.User), Is.EqualTo(sampled.Concat(first).Select(n => "u" + n)));
        asked.Clear();
        Assert.That(asked.Newest(), Is.Empty);
    }

    private sealed class LaterClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Add(ref _milliseconds, 100);
    }

    [Test]
    public void Splits_and_shadows_of_models_that_are_not_there_stop_the_start()
    {
        Assert.That(() => new RecsysEngine(TwoModels(o => o.Shadows["a"] = "c")), Throws.ArgumentException.With.Message.Contains("names the model 'c'"));
        Assert.That(() => new RecsysEngine(TwoModels(o => o.Splits["home"] = new Dictionary<string, double> { ["a"] = -1 })), Throws.ArgumentException.With.Message.Contains("shares below 0"));
    }

    [Test]
    public void Events_of_another_tenant_are_refused()
    {
        using var engine = new RecsysEngine(new() { Tenant = "north" });
        Assert.That(() => engine.IngestAsync([Shop.Do("u", "a"), Shop.Do("u", "b") with { Tenant = "south" }]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("event 2").And.Message.Contains("'south'"));
        Assert.That(() => engine.IngestAsync(Shop.Do("u", "a") with { Tenant = "north" }).GetAwaiter().GetResult(), Throws.Nothing);
        Assert.That(engine.World.Sequence, Is.EqualTo(1));
    }
}
