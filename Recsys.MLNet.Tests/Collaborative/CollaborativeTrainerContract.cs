using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Tests.Collaborative;

/// <summary>What every collaborative trainer owes its callers. Derive, name the trainer, inherit the tests.</summary>
public abstract class CollaborativeTrainerContract
{
    /// <summary>A trainer whose capacity matches two groups: spare capacity may memorise what the tests withhold.</summary>
    protected abstract IItemScorerTrainer Trainer();

    /// <summary>Whether interactions without ratings tell the model anything.</summary>
    protected virtual bool FindsGroups => true;

    /// <summary>Whether a user unknown to the model is recognised by their history.</summary>
    protected virtual bool FoldsIn => true;

    private IItemScorer Fit(InteractionLog log, int seed = 1, int threads = 1) => Trainer().Fit(log, new RunSettings { Seed = seed, Threads = threads });

    [Test]
    public void Fit_recovers_the_withheld_item_of_a_checkerboard()
    {
        NeedsGroups();
        var log = TestLogs.Checkerboard(12);
        var model = Fit(log);
        for (int u = 0; u < 12; u++)
        {
            int[] seen = [.. Enumerable.Range(0, 12).Where(i => i % 2 == u % 2 && i != u)];
            Assert.That(model.ScoresFor(log, u).Best(without: seen) % 2, Is.EqualTo(u % 2), $"user {u}");
        }
    }

    [Test]
    public void Fit_repeats_exactly_for_a_seed_on_one_and_two_threads()
    {
        var log = TestLogs.Groups(150, 60, 8, seed: 3);
        byte[] once = Fit(log, seed: 7, threads: 1).Bytes();
        Assert.That(Fit(log, seed: 7, threads: 2).Bytes(), Is.EqualTo(once));
    }

    [Test]
    public void A_saved_model_scores_as_before()
    {
        var log = TestLogs.Groups(40, 24, 5, seed: 4);
        var model = Fit(log);
        var loaded = (IItemScorer)ModelSections.Load(new MemoryStream(model.Bytes()));
        Assert.Multiple(() =>
        {
            Assert.That(loaded.GetType(), Is.EqualTo(model.GetType()));
            Assert.That(loaded.ScoresFor(log, 3), Is.EqualTo(model.ScoresFor(log, 3)));
            Assert.That(loaded.ScoresFor(-1, [1, 5]), Is.EqualTo(model.ScoresFor(-1, [1, 5])));
        });
    }

    [Test]
    public void A_truncated_model_is_refused_as_such()
    {
        byte[] bytes = Fit(TestLogs.Groups(40, 24, 5, seed: 4)).Bytes();
        Assert.That(() => ModelSections.Load(new MemoryStream(bytes[..(bytes.Length * 2 / 3)])), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Scores_are_finite_for_unknown_users_empty_histories_and_items_outside_the_model()
    {
        var log = TestLogs.Groups(40, 24, 5, seed: 4);
        var model = Fit(log);
        Assert.Multiple(() =>
        {
            Assert.That(model.ScoresFor(-1, []), Has.All.Matches<float>(float.IsFinite));
            Assert.That(model.ScoresFor(99999, []), Has.All.Matches<float>(float.IsFinite));
            Assert.That(model.ScoresFor(2, []), Has.All.Matches<float>(float.IsFinite));
            Assert.That(model.ScoresFor(-1, [23, -1, 5000, 23, 0]), Has.All.Matches<float>(float.IsFinite));
        });
    }

    [Test]
    public void An_unknown_user_is_recognised_by_what_they_did()
    {
        NeedsGroups();
        if (!FoldsIn)
            Assert.Pass("documented: this model knows fitted users only");
        var model = Fit(TestLogs.Checkerboard(12));
        Assert.Multiple(() =>
        {
            Assert.That(model.ScoresFor(-1, [0, 4, 8]).Best(0, 4, 8) % 2, Is.Zero);
            Assert.That(model.ScoresFor(-1, [3, 5, 9]).Best(3, 5, 9) % 2, Is.EqualTo(1));
        });
    }

    [Test]
    public void Users_and_items_without_interactions_do_no_harm()
    {
        var log = TestLogs.Of(14, 14, Enumerable.Range(0, 12).SelectMany(u => Enumerable.Range(0, 12).Where(i => i != u && i % 2 == u % 2).Select(i => (u, i, 1f))));
        var model = Fit(log);
        Assert.That(model.ScoresFor(log, 13), Has.All.Matches<float>(float.IsFinite));
        NeedsGroups();
        Assert.That(model.ScoresFor(log, 2).Best(0, 4, 6, 8, 10), Is.EqualTo(2));
    }

    [Test]
    public void An_empty_log_is_refused()
        => Assert.That(() => Fit(TestLogs.Of(3, 3, [])), Throws.ArgumentException.With.Message.Contains("nothing to fit"));

    [Test]
    public void A_cancelled_run_stops()
        => Assert.That(() => Trainer().Fit(TestLogs.Groups(40, 24, 5, seed: 4), new RunSettings { Cancellation = new CancellationToken(canceled: true) }),
            Throws.InstanceOf<OperationCanceledException>());

    private void NeedsGroups()
    {
        if (!FindsGroups)
            Assert.Pass("equal ratings hold no structure");
    }
}
