using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

/// <summary>What the terms that texts share add to the behaviour model.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorTermsTests
{
    private const int Items = 6;

    // Terms of items 0 to 2; the others have none.
    private static TfIdfModel Terms => new(SparseRows.Join(2, [([0], [2]), ([0, 1], [1, 1]), ([1], [3]), ([], []), ([], []), ([], [])]), 10, 0.5f);

    private static BehaviorWeights Weights(float deviation = 0.4f)
    {
        var random = new RandomStream(3, "terms");
        var weights = new BehaviorWeights(new() { Items = Items, Width = 8, Heads = 1, Layers = 1, FeedForward = 8, Positions = 4, Block = BehaviorBlock.Gated, Types = 1, Gaps = false, TextWidth = 0, UnitItems = true });
        foreach (ref float w in weights.Values.AsSpan())
            w = (float)(deviation * random.NextGaussian());
        return weights;
    }

    private static UserContext After(params int[] items) => new(-1, items, new int[items.Length], new float[items.Length], new long[items.Length], 0);

    private static float[] Scores(BehaviorAttentionModel model, params int[] history)
    {
        var scores = new float[Items];
        model.Score(After(history), scores);
        return scores;
    }

    [Test]
    public void What_texts_share_is_added_at_its_weight_however_the_model_is_asked()
    {
        var model = new BehaviorAttentionModel(Weights(), null, Terms, 2);
        // After 2, then 0: x_0·x_i + ½·x_2·x_i is 4 for item 0, 2 + ½·3 for item 1, ½·9 for item 2; twice that.
        float[] added = [8, 7, 9, 0, 0, 0];
        float[] wanted = [.. Scores(new(Weights()), 2, 0).Zip(added, (a, b) => a + b)], some = new float[3], estimate = new float[Items];
        model.Score(After(2, 0), [1, 5, 77], some);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        Assert.Multiple(() =>
        {
            Assert.That(Scores(model, 2, 0), Is.EqualTo(wanted).Within(1e-5));
            Assert.That(Scores(model, 2, 99, 0), Is.EqualTo(wanted).Within(1e-5), "an unknown item is passed over");
            Assert.That(some, Is.EqualTo(new[] { wanted[1], wanted[5], 0 }).Within(1e-5));
            Assert.That(model.Estimate(After(2, 0), estimate), "so few terms are all looked up");
            Assert.That(estimate, Is.EqualTo(wanted).Within(1e-5));
            Assert.That(Scores(model), Is.All.Zero, "an empty history says nothing");
            Assert.That(Scores(model.Quantized(), 2, 0), Is.EqualTo(wanted).Within(0.05));
            Assert.That(Scores(ModelSections.Load<BehaviorAttentionModel>(stream), 2, 0), Is.EqualTo(Scores(model, 2, 0)));
            Assert.That(() => new BehaviorAttentionModel(Weights(), null, Terms.Extend(7), 1), Throws.ArgumentException.With.Message.Contains("Terms are of 7 items"));
            Assert.That(() => new BehaviorAttentionModel(Weights(), null, Terms, -1), Throws.ArgumentException.With.Message.Contains("weight -1"));
        });
    }

    [Test]
    public void What_an_index_finds_is_rated_as_the_model_rates_it()
    {
        var model = new BehaviorAttentionModel(Weights(), null, Terms, 2);
        var world = new WorldState(new());
        for (int i = 0; i < Items; i++)
            world.Apply(new Event { Kind = EventKind.Item, Id = $"e{i}", Item = $"i{i}", Timestamp = i });
        var source = new ScorerSource("sequence", model, new(new(), new(Enumerable.Range(0, Items).Select(i => $"i{i}")), new(["view"])), 4, ModelIndexes.Build(model, new VectorIndexOptions()));
        using var state = world.Open();
        var set = new CandidateSet();
        set.Reset(state, [source]);
        set.Recall(new RecallContext(state, "new", 10) { Seeds = ["i0"] }, [source]);
        float[] all = Scores(model, 0);
        float[] found = [.. Enumerable.Range(0, set.Count).Select(c => set.ScoreOf(0, c))];
        Assert.Multiple(() =>
        {
            Assert.That(found, Has.Length.EqualTo(4));
            Assert.That(found, Is.EqualTo(Enumerable.Range(0, 4).Select(c => all[int.Parse(set.StateOf(c).Id[1..])])).Within(1e-5));
            Assert.That(found, Is.Ordered.Descending);
        });
    }

    [Test]
    public void The_weight_is_the_largest_that_costs_known_items_next_to_nothing()
    {
        (TrainingSequence, int)[] After(int history, int next) => [(new(0, [history], [0], [0], [0]), next)];
        var weights = Weights(0); // knows nothing: every item equal
        float Chosen(params (TrainingSequence, int)[] cases) => TermMixture.Choose(Terms, weights, null, cases, RunSettings.Default);
        Assert.Multiple(() =>
        {
            Assert.That(Chosen(), Is.EqualTo(TermMixture.Usual), "nothing to choose by");
            Assert.That(Chosen(After(0, 1)), Is.EqualTo(2), "the one item that shares a term with it came next");
            Assert.That(Chosen(After(0, 5)), Is.Zero, "an item without terms came next: half a place is lost to item 1");
        });
    }

    [Test]
    public void A_fit_learns_terms_where_titles_share_some_and_leaves_them_out_on_demand()
    {
        var options = new BehaviorAttentionOptions { Width = 8, FeedForward = 8, Epochs = 1, HoldOut = 0, Negatives = 4 };
        BehaviorAttentionModel Fit(BehaviorAttentionOptions with, params string[] titles)
        {
            var catalogue = new Catalogue();
            for (int i = 0; i < titles.Length; i++)
                catalogue.Set(i, [new("title", FieldValue.Of(titles[i]))]);
            int[] users = [0, 0, 0, 1, 1, 1], items = [0, 1, 2, 3, 4, 0];
            var log = new InteractionLog(new(["u0", "u1"]), new(Enumerable.Range(0, Items).Select(i => $"i{i}")), new(["view"]), users, items, new int[6], new float[6], [1, 2, 3, 1, 2, 3], EventClock.Relative, catalogue);
            return new BehaviorAttentionTrainer(with).Learn(log, null, new RunSettings { Seed = 1 });
        }
        string[] shared = ["red soap", "blue soap", "red comb", "blue comb", "green brush", "green mirror"];
        var model = Fit(options, shared);
        Assert.Multiple(() =>
        {
            Assert.That(model.TermWeight, Is.EqualTo(TermMixture.Usual));
            Assert.That(model.Terms!.Similarity(4, 5), Is.Positive, "item 5, which nobody met, is green as well");
            Assert.That(Fit(options with { Terms = false }, shared).Terms, Is.Null);
            Assert.That(Fit(options with { Terms = false }, shared).Texts, Is.Not.Null, "vectors of texts stay");
            Assert.That(Fit(options with { Texts = false }, shared).Terms, Is.Null);
            Assert.That(Fit(options, "one", "two", "three").Terms, Is.Null, "titles that share nothing");
            Assert.That(Fit(options).Texts, Is.Null);
        });
    }

    [Test]
    public void Vectors_of_fewer_independent_texts_than_columns_stay_finite_and_keep_products()
    {
        // Forty items, three different texts: rank 3 in forty columns.
        var rows = new (int[], float[])[40];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (i % 3) switch { 0 => ([0], [1]), 1 => ([1], [1]), _ => ([.. Enumerable.Range(0, 50)], [.. Enumerable.Repeat(MathF.Sqrt(1 / 50f), 50)]) };
        var vectors = TermFactors.Compute(SparseRows.Join(60, rows), 256, new RunSettings { Seed = 1 });
        float Product(int a, int b) => Lanes.Dot(vectors.Row(a), vectors.Row(b));
        Assert.Multiple(() =>
        {
            Assert.That(vectors.Values, Is.All.Matches<float>(float.IsFinite));
            Assert.That(Product(0, 3), Is.EqualTo(1).Within(1e-4));
            Assert.That(Product(0, 1), Is.Zero.Within(1e-4));
            Assert.That(Product(0, 2), Is.EqualTo(Math.Sqrt(1 / 50.0)).Within(1e-4));
        });
    }
}
