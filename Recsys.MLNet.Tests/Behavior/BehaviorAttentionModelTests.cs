using Recsys.MLNet.Behavior;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorAttentionModelTests
{
    private const int Items = 20;

    private static BehaviorAttentionModel Random(int layers, int seed = 1, int positions = 6, bool unit = true, int heads = 2, BehaviorBlock block = BehaviorBlock.Gated)
    {
        var random = new RandomStream(seed, "model");
        var weights = new BehaviorWeights(new()
        {
            Items = Items,
            Width = 12,
            Heads = heads,
            Layers = layers,
            FeedForward = 20,
            Positions = positions,
            Block = block,
            Types = 3,
            Gaps = true,
            TextWidth = 4,
            UnitItems = unit,
        });
        foreach (ref float w in weights.Values.AsSpan())
            w = (float)(0.4 * random.NextGaussian());
        var texts = new RowMatrix(Items, 4);
        foreach (ref float v in texts.Values.AsSpan())
            v = (float)random.NextGaussian();
        return new(weights, texts);
    }

    private static float[] Scores(BehaviorAttentionModel model, int[] items, int[]? types = null, long[]? times = null)
    {
        var scores = new float[Items];
        model.Score(new UserContext(0, items, types ?? new int[items.Length], new float[items.Length], times ?? new long[items.Length], 0), scores);
        return scores;
    }

    [Test]
    public void Serving_gives_what_the_training_pass_gives_at_the_last_position([Values(1, 3)] int layers, [Values(1, 2)] int heads, [Values] BehaviorBlock block)
    {
        var model = Random(layers, heads: heads, block: block);
        int[] items = [3, 7, 7, 1, 19];
        long[] times = [0, 60_000, 60_000, 90_000_000, 90_000_001];
        float[] interest = new float[12];
        model.Interest(new UserContext(0, items, [0, 2, 1, 0, 1], new float[5], times, 0), interest);
        var batch = new PackedBatch();
        byte[] gaps = [0, .. Enumerable.Range(1, 4).Select(i => (byte)TimeGap.Of(times[i] - times[i - 1]))];
        batch.Add(new(0, items, [0, 2, 1, 0, 1], times, gaps), [.. Enumerable.Range(0, Items)], true, learn: false);
        var pass = new SequencePass(model.Shape);
        pass.Forward(model.Weights, model.ItemVectors.Values, batch, 0, null);
        Assert.That(interest, Is.EqualTo(pass.Output.AsSpan(4 * 12, 12).ToArray()).Within(1e-4));
    }

    [Test]
    public void A_memory_that_grows_by_one_behaviour_equals_the_history_computed_anew([Values(1, 2)] int layers, [Values(1, 2)] int heads)
    {
        var model = Random(layers, heads: heads);
        int[] items = [3, 7, 7, 1, 19, 4];
        long[] times = [0, 60_000, 60_000, 90_000_000, 90_000_001, 80_000_000];
        var memory = new BehaviorMemory(model);
        var interest = new float[12];
        for (int n = 1; n <= items.Length; n++)
        {
            Assert.That(memory.Append(items[n - 1], n % 3, times[n - 1]));
            model.Interest(new UserContext(0, items[..n], [.. Enumerable.Range(1, n).Select(i => i % 3)], new float[n], times[..n], 0), interest);
            Assert.That(memory.Interest.ToArray(), Is.EqualTo(interest).Within(1e-4), $"after {n}");
        }
        Assert.Multiple(() =>
        {
            Assert.That(memory.Append(Items), Is.False, "an item the model does not know");
            Assert.That(memory.Count, Is.EqualTo(6));
            for (int i = 0; i < 100; i++)
                memory.Append(i % Items, 0, i);
            Assert.That(memory.Count, Is.EqualTo(6), "bounded");
            Assert.That(memory.Interest.ToArray().All(float.IsFinite));
        });
    }

    [Test]
    public void Beyond_its_window_one_layer_still_equals_the_history_computed_anew()
    {
        var model = Random(1);
        int[] items = [.. Enumerable.Range(0, 15).Select(i => i * 7 % Items)];
        long[] times = [.. Enumerable.Range(0, 15).Select(i => i * 5_000_000L)];
        var memory = new BehaviorMemory(model);
        for (int i = 0; i < items.Length; i++)
            memory.Append(items[i], 0, times[i]);
        var interest = new float[12];
        model.Interest(new UserContext(0, items, new int[15], new float[15], times, 0), interest);
        Assert.That(memory.Interest.ToArray(), Is.EqualTo(interest).Within(1e-4));
    }

    [Test]
    public void Gaps_of_a_whole_history_are_those_of_each_pair()
    {
        var random = new RandomStream(4, "gaps");
        for (int round = 0; round < 200; round++)
        {
            long[] times = [.. Enumerable.Range(0, 1 + random.NextInt(12)).Select(_ => (long)Math.Pow(10, random.NextDouble() * 11))];
            if (round % 2 == 0)
                Array.Sort(times);
            var classes = new byte[times.Length];
            TimeGap.Of(times, classes);
            Assert.That(classes, Is.EqualTo(times.Select(t => (byte)TimeGap.Of(times[^1] - t))), string.Join(' ', times));
        }
    }

    [Test]
    public void Explanations_add_up_to_one_over_the_behaviours_that_were_looked_at()
    {
        var model = Random(2);
        int[] items = [5, -1, 3, 99, 8, 8, 2, 1, 0];
        float[] weights = new float[items.Length];
        model.Explain(new UserContext(0, items, new int[9], new float[9], new long[9], 0), weights);
        Assert.Multiple(() =>
        {
            Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-5));
            Assert.That(weights[1], Is.Zero, "unknown items weigh nothing");
            Assert.That(weights[0], Is.Zero, "beyond the window");
        });
    }

    [Test]
    public void Odd_histories_give_finite_scores()
    {
        var model = Random(2);
        int[] many = [.. Enumerable.Range(0, 10_000).Select(i => i % Items)];
        Assert.Multiple(() =>
        {
            Assert.That(Scores(model, []), Is.All.Zero, "no history");
            Assert.That(Scores(model, [-1, 99]), Is.All.Zero, "nothing known");
            Assert.That(Scores(model, [-1, 3, 99]), Is.EqualTo(Scores(model, [3])).Within(1e-5), "unknown items are passed over");
            Assert.That(Scores(model, many), Is.EqualTo(Scores(model, many[^7..])), "the last behaviours decide, and the gap before them");
            Assert.That(Scores(model, [1, 2, 3], [7, -1, 300]), Is.EqualTo(Scores(model, [1, 2, 3])), "unknown types count as the first");
            Assert.That(Scores(model, [1, 2, 3], null, [50, 20, long.MinValue / 2]).All(float.IsFinite), "times out of order");
            Assert.That(Scores(model, [4, 4, 4, 4]).All(float.IsFinite), "the same again and again");
        });
    }

    [Test]
    public void Renaming_items_renames_scores()
    {
        var model = Random(2);
        int[] order = new RandomStream(3, "order").Permutation(Items); // old number → new number
        var weights = new BehaviorWeights(model.Shape);
        model.Weights.Values.CopyTo(weights.Values, 0);
        var texts = new RowMatrix(Items, 4);
        for (int i = 0; i < Items; i++)
        {
            model.Weights.Items.Slice(i * 12, 12).CopyTo(weights.Items[(order[i] * 12)..]);
            model.Texts!.Row(i).CopyTo(texts.Row(order[i]));
        }
        float[] plain = Scores(model, [3, 7, 11]), renamed = Scores(new(weights, texts), [order[3], order[7], order[11]]);
        Assert.That(Enumerable.Range(0, Items).Select(i => renamed[order[i]]), Is.EqualTo(plain).Within(1e-5));
    }

    [Test]
    public void A_saved_model_scores_as_before_and_a_damaged_one_is_refused()
    {
        var model = Random(2);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        var loaded = ModelSections.Load<BehaviorAttentionModel>(stream);
        byte[] bytes = stream.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(Scores(loaded, [1, 2, 3]), Is.EqualTo(Scores(model, [1, 2, 3])));
            Assert.That(() => ModelSections.Load(new MemoryStream(bytes[..(bytes.Length / 2)])), Throws.InstanceOf<ModelFormatException>());
        });
    }

    [Test]
    public void Serving_allocates_nothing_once_it_is_warm()
    {
        var model = Random(2);
        var memory = new BehaviorMemory(model);
        int[] items = [3, 7, 7, 1, 19, 4], types = new int[6];
        float[] interest = new float[12], weights = new float[6], scores = new float[Items];
        long[] times = [0, 1, 2, 3, 4, 5];
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            if (i == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            var user = new UserContext(0, items, types, weights, times, 0);
            model.Interest(user, interest);
            model.Score(user, scores);
            memory.Append(i % Items, 0, i);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000), "bytes in 300 calls");
    }

    [TestCase(long.MinValue, 1), TestCase(0, 1), TestCase(1, 2), TestCase(10_000, 2), TestCase(10_001, 3), TestCase(3_600_000, 5), TestCase(86_400_000, 7), TestCase(365 * 86_400_000L, 14), TestCase(long.MaxValue, 15)]
    public void Gaps_fall_into_their_class(long milliseconds, int wanted) => Assert.That(TimeGap.Of(milliseconds), Is.EqualTo(wanted).And.LessThan(TimeGap.Count));
}
