using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorAttentionTrainerTests
{
    private const int Items = 30;

    /// <summary>Everybody walks round one of two rings of items, starting anywhere; item 29 is never touched.</summary>
    private static InteractionLog Rings(int users = 80, int length = 8, int titles = 0)
    {
        var random = new Recsys.MLNet.Numerics.RandomStream(5, "rings");
        var (names, items) = (new Vocabulary(), new Vocabulary(Enumerable.Range(0, Items).Select(i => $"i{i}")));
        var (user, item) = (new List<int>(), new List<int>());
        for (int u = 0; u < users; u++)
        {
            names.Add($"u{u}");
            int ring = u % 2, at = random.NextInt(14);
            for (int i = 0; i < length; i++)
            {
                user.Add(u);
                item.Add(14 * ring + (at + i) % 14);
            }
        }
        var catalogue = new Catalogue();
        for (int i = 0; i < titles; i++)
            catalogue.Set(i, [new("title", FieldValue.Of(i == 29 || i / 14 == 1 ? $"second ring piece{i % 3}" : $"first ring part{i % 3}"))]);
        int n = user.Count;
        return new(names, items, new Vocabulary(["view"]), [.. user], [.. item], new int[n], new float[n], [.. Enumerable.Range(0, n).Select(i => i * 1000L)], EventClock.Relative, catalogue);
    }

    private static BehaviorAttentionOptions Small => new() { Width = 16, FeedForward = 32, Positions = 10, Epochs = 30, BatchUsers = 16, LearningRate = 0.01f, WarmUp = 5, Dropout = 0.1f, Negatives = 20, HoldOut = 0 };

    private static int Predicted(IItemScorer model, params int[] history)
    {
        var scores = new float[Items];
        model.Score(new UserContext(-1, history, new int[history.Length], new float[history.Length], new long[history.Length], 0), scores);
        foreach (int seen in history)
            scores[seen] = float.NegativeInfinity;
        return Array.IndexOf(scores, scores.Max());
    }

    [Test]
    public void It_learns_what_comes_next([Values] BehaviorLoss loss, [Values] BehaviorBlock block, [Values] bool unit)
    {
        bool softmax = loss is BehaviorLoss.SampledSoftmax or BehaviorLoss.FullSoftmax; // the binary losses learn more slowly
        var model = new BehaviorAttentionTrainer(Small with { Loss = loss, Block = block, UnitItems = unit, Epochs = softmax ? 30 : 60 }).Fit(Rings(), new RunSettings { Seed = 1, Threads = 1 });
        Assert.That(Enumerable.Range(0, 28).Count(i => Predicted(model, Back(i, 2), Back(i, 1), i) == Back(i, -1)), Is.GreaterThanOrEqualTo(softmax ? 25 : 20), "of 28 places on the rings");

        static int Back(int item, int by) => item / 14 * 14 + (item % 14 - by + 28) % 14;
    }

    [Test]
    public void A_long_history_is_learned_from_in_windows_that_expect_each_behaviour_once()
    {
        var log = Rings(users: 1, length: 14);
        var whole = log.ItemOf;
        var windows = TrainingSequence.Of(log, 6, gaps: true, atLeast: 2, windows: 20);
        Assert.Multiple(() =>
        {
            Assert.That(windows.Select(w => w.Items), Is.EqualTo(new[] { whole[8..], whole[3..9], whole[..4] }));
            Assert.That(windows.SelectMany(w => w.Items[1..]), Is.EquivalentTo(whole[1..]));
            Assert.That(windows[0].Gaps[0], Is.EqualTo(TimeGap.Of(1000)), "what came before the window still tells the gap");
            Assert.That(windows[2].Gaps[0], Is.EqualTo(TimeGap.None));
            Assert.That(TrainingSequence.Of(log, 6, gaps: true, atLeast: 2, windows: 2), Has.Count.EqualTo(2), "the latest ones");
            Assert.That(TrainingSequence.Of(log, 6, gaps: true, atLeast: 1).Single().Items, Is.EqualTo(whole[8..]));
        });
    }

    private static IEnumerable<TestCaseData> Variants()
    {
        yield return new TestCaseData(Small with { Target = true }).SetArgDisplayNames("target attention");
        yield return new TestCaseData(Small with { Interests = 3 }).SetArgDisplayNames("three interests");
        yield return new TestCaseData(Small with { InBatch = true, Negatives = 8 }).SetArgDisplayNames("in-batch negatives");
        yield return new TestCaseData(Small with { HardNegatives = 6, Negatives = 8 }).SetArgDisplayNames("hard negatives");
        yield return new TestCaseData(Small with { Ahead = 2, Averaging = 0.9f, Skip = 0.1f }).SetArgDisplayNames("two ahead, averaged, patchy");
    }

    [TestCaseSource(nameof(Variants))]
    public void Every_variant_learns_what_comes_next_and_repeats_on_any_threads(BehaviorAttentionOptions options)
    {
        var model = new BehaviorAttentionTrainer(options).Fit(Rings(), new RunSettings { Seed = 1, Threads = 1 });
        Assert.That(Enumerable.Range(0, 28).Count(i => Predicted(model, i / 14 * 14 + (i + 12) % 14, i / 14 * 14 + (i + 13) % 14, i) == i / 14 * 14 + (i + 1) % 14), Is.GreaterThanOrEqualTo(22), "of 28 places on the rings");
        float[] Fit(int threads) => new BehaviorAttentionTrainer(options with { Epochs = 2 }).Learn(Rings(), null, new RunSettings { Seed = 1, Threads = threads }).Weights.Values;
        Assert.That(Fit(3), Is.EqualTo(Fit(1)));
    }

    [Test]
    public void Threads_change_no_bit_and_seeds_do()
    {
        float[] Fit(int threads, int seed) => new BehaviorAttentionTrainer(Small with { Epochs = 2 }).Learn(Rings(), null, new RunSettings { Seed = seed, Threads = threads }).Weights.Values;
        var one = Fit(1, 1);
        Assert.Multiple(() =>
        {
            Assert.That(Fit(3, 1), Is.EqualTo(one));
            Assert.That(Fit(1, 2), Is.Not.EqualTo(one));
        });
    }

    [Test]
    public void A_fit_that_was_interrupted_ends_as_one_that_was_not()
    {
        string file = Path.Combine(Path.GetTempPath(), $"behavior-{Guid.NewGuid():n}.checkpoint");
        try
        {
            var log = Rings();
            var run = new RunSettings { Seed = 1, Threads = 1 };
            var whole = new BehaviorAttentionTrainer(Small with { Epochs = 4 }).Learn(log, null, run);
            new BehaviorAttentionTrainer(Small with { Epochs = 2 }) { Checkpoint = file }.Learn(log, null, run);
            var resumed = new BehaviorAttentionTrainer(Small with { Epochs = 4 }) { Checkpoint = file }.Learn(log, null, run);
            Assert.Multiple(() =>
            {
                Assert.That(resumed.Weights.Values, Is.EqualTo(whole.Weights.Values));
                Assert.That(() => new BehaviorAttentionTrainer(Small with { Dropout = 0.3f }) { Checkpoint = file }.Learn(log, null, run), Throws.ArgumentException.With.Message.Contains("belongs to a fit of"));
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Texts_place_an_item_that_nobody_has_touched()
    {
        var model = new BehaviorAttentionTrainer(Small with { ItemDropout = 0.3f }).Learn(Rings(titles: Items), null, new RunSettings { Seed = 1, Threads = 1 });
        var scores = new float[Items];
        int above = 0;
        foreach (int start in new[] { 14, 17, 20 })
        {
            model.Score(new UserContext(-1, [start, start + 1, start + 2], new int[3], new float[3], new long[3], 0), scores);
            float second = scores[29];
            model.Score(new UserContext(-1, [start - 14, start - 13, start - 12], new int[3], new float[3], new long[3], 0), scores);
            above += second > scores[29] ? 1 : 0;
        }
        Assert.That(above, Is.EqualTo(3), "its title is of the second ring");
    }

    [Test]
    public void Early_stopping_keeps_the_best_epoch()
    {
        var log = Rings();
        var split = Splits.LeaveOneOut(log);
        var epochs = new List<BehaviorEpoch>();
        new BehaviorAttentionTrainer(Small with { Epochs = 40, Patience = 3 }) { Watch = epochs.Add }.Fit(log.Select(split.Train), log.Select(split.Valid), new RunSettings { Seed = 1, Threads = 1 });
        Assert.Multiple(() =>
        {
            Assert.That(epochs, Has.Count.LessThan(40));
            Assert.That(epochs.Max(e => e.Ndcg), Is.GreaterThan(0.8));
            Assert.That(epochs.TakeLast(3).Max(e => e.Ndcg), Is.LessThanOrEqualTo(epochs.Max(e => e.Ndcg)));
        });
    }

    [Test]
    public void Without_validation_data_some_last_behaviours_tell_when_to_stop()
    {
        var epochs = new List<BehaviorEpoch>();
        new BehaviorAttentionTrainer(Small with { Epochs = 60, Patience = 3, HoldOut = 0.5f }) { Watch = epochs.Add }.Fit(Rings(), new RunSettings { Seed = 1, Threads = 1 });
        Assert.That(epochs, Has.Count.LessThan(60).And.Count.GreaterThan(3));
        Assert.That(epochs.Max(e => e.Ndcg), Is.GreaterThan(0.8), "half of the users, whose last behaviours were not learned from");
    }

    [Test]
    public void Every_wrong_option_is_named() => Assert.That(new BehaviorAttentionOptions { Width = 10, Heads = 3, Dropout = 1, Epochs = 0 }.Problems().Select(p => p.Option), Is.EquivalentTo(new[] { "Heads", "Dropout", "Epochs" }));

    [Test]
    public void A_log_without_sequences_gives_a_model_that_still_answers()
    {
        var log = Rings(users: 5, length: 1);
        var model = new BehaviorAttentionTrainer(Small).Learn(log, null, RunSettings.Default);
        var scores = new float[Items];
        model.Score(new UserContext(0, [1], [0], [1], [0], 0), scores);
        Assert.That(scores.All(float.IsFinite));
    }
}
