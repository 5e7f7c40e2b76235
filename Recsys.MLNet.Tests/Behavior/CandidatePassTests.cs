using Recsys.MLNet.Behavior;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

/// <summary>Target attention and several interests: gradients against small changes, serving against learning.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class CandidatePassTests
{
    private const int Items = 9, Candidates = 6;

    private static BehaviorArchitecture Shape(bool target, int interests) => new()
    {
        Items = Items,
        Width = 6,
        Heads = 1,
        Layers = 1,
        FeedForward = 7,
        Positions = 5,
        Block = BehaviorBlock.PreNorm,
        Types = 1,
        Gaps = true,
        TextWidth = 0,
        Target = target,
        Interests = interests,
    };

    private static (BehaviorWeights, PackedBatch) Setup(BehaviorArchitecture shape, int ahead = 1, int seed = 1)
    {
        var random = new RandomStream(seed, "candidates");
        var weights = new BehaviorWeights(shape);
        foreach (ref float w in weights.Values.AsSpan())
            w = (float)(0.5 * random.NextGaussian());
        int[] slots = [.. Enumerable.Range(0, Items)];
        var batch = new PackedBatch(ahead);
        batch.Add(new(0, [1, 4, 2, 8, 3], new byte[5], [0, 5_000, 90_000, 90_000, 9_000_000], new byte[5]), slots, true, learn: true);
        batch.Add(new(1, [7, 0], new byte[2], [0, 1000], new byte[2]), slots, true, learn: true);
        return (weights, batch);
    }

    /// <summary>Compares a gradient with what small changes of every weight say.</summary>
    private static void Hold(BehaviorWeights weights, Func<double> value, float[] gradient, double least)
    {
        var wrong = new List<string>();
        for (int i = 0; i < weights.Values.Length; i++)
        {
            float kept = weights.Values[i];
            weights.Values[i] = kept + 2e-3f;
            double above = value();
            weights.Values[i] = kept - 2e-3f;
            double below = value();
            weights.Values[i] = kept;
            double slope = (above - below) / 4e-3;
            if (Math.Abs(slope - gradient[i]) > 0.01 + 0.01 * Math.Abs(slope))
                wrong.Add($"weight {i}: {gradient[i]:F4}, small changes say {slope:F4}");
        }
        Assert.Multiple(() =>
        {
            Assert.That(wrong, Is.Empty);
            Assert.That(gradient.Sum(g => Math.Abs(g)), Is.GreaterThan(least), "something is learned");
        });
    }

    [Test]
    public void Target_attention_has_the_gradient_that_small_changes_say([Values(1, 2)] int ahead)
    {
        var (weights, batch) = Setup(Shape(target: true, 1), ahead);
        int p = batch.Positions, own = batch.Targets.Length;
        var random = new RandomStream(2, "direction");
        float[] direction = [.. Enumerable.Range(0, p * Candidates + own).Select(_ => (float)random.NextGaussian())];
        double Value()
        {
            var pass = new TargetPass(weights.Shape);
            pass.Forward(weights, weights.Items, Candidates, batch);
            double sum = 0;
            for (int i = 0; i < p * Candidates; i++)
                sum += (double)direction[i] * pass.Scores[i];
            for (int i = 0; i < own; i++)
                sum += batch.Targets[i] < 0 ? 0 : (double)direction[p * Candidates + i] * pass.Own[i];
            return sum;
        }
        var learned = new TargetPass(weights.Shape);
        learned.Forward(weights, weights.Items, Candidates, batch);
        direction.AsSpan(0, p * Candidates).CopyTo(learned.Scores);
        direction.AsSpan(p * Candidates).CopyTo(learned.Own);
        var gradient = new BehaviorWeights(weights.Shape, withItems: false);
        var dVectors = new float[Items * 6];
        learned.Backward(weights, weights.Items, Candidates, batch, dVectors, gradient);
        Hold(weights, Value, [.. gradient.Values, .. dVectors], 10);
    }

    [Test]
    public void Several_interests_have_the_gradient_that_small_changes_say()
    {
        var (weights, batch) = Setup(Shape(target: false, 3), seed: 4); // no two interests nearly tie here: a change of choice has no slope
        int n = batch.Positions * 6;
        var random = new RandomStream(2, "direction");
        float[] direction = [.. Enumerable.Range(0, n).Select(_ => (float)random.NextGaussian())], h = [.. Enumerable.Range(0, n).Select(_ => (float)random.NextGaussian())];
        double Value()
        {
            var pass = new InterestPass(weights.Shape);
            pass.Forward(weights, weights.Items, batch, h);
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += (double)direction[i] * pass.Chosen[i];
            return sum;
        }
        var learned = new InterestPass(weights.Shape);
        learned.Forward(weights, weights.Items, batch, h);
        var gradient = new BehaviorWeights(weights.Shape, withItems: false);
        var dVectors = new float[Items * 6];
        learned.Backward(weights, weights.Items, batch, direction, dVectors, gradient);
        Hold(weights, Value, [.. gradient.Values, .. dVectors], 1);
    }

    [Test]
    public void Serving_scores_what_learning_scores([Values] bool target, [Values(1, 3)] int interests)
    {
        var shape = Shape(target, interests);
        var (weights, _) = Setup(shape);
        int[] items = [1, 4, 2, 8], slots = [.. Enumerable.Range(0, Items)];
        long[] times = [0, 5_000, 90_000, 9_000_000];
        var model = new BehaviorAttentionModel(weights);
        var user = new UserContext(0, items, new int[4], new float[4], times, 0);
        float[] scores = new float[Items], some = new float[3], interest = new float[6], all = new float[interests * 6], reasons = new float[4];
        model.Score(user, scores);
        model.Score(user, [7, -1, 3], some);
        var batch = new PackedBatch();
        byte[] gaps = [0, .. Enumerable.Range(1, 3).Select(i => (byte)TimeGap.Of(times[i] - times[i - 1]))];
        batch.Add(new(0, [.. items, 3], new byte[5], [.. times, 0], [.. gaps, 0]), slots, true, learn: true);
        var pass = new SequencePass(shape);
        pass.Forward(weights, weights.Items, batch, 0, null);
        var wanted = new float[Items];
        model.Interests(user, all);
        Assert.That(model.Interest(user, interest));
        for (int i = 0; i < Items; i++)
        {
            wanted[i] = interests == 1 ? Lanes.Dot(pass.Output.AsSpan(3 * 6, 6), weights.Items.Slice(i * 6, 6))
                : Enumerable.Range(0, interests).Max(k => Lanes.Dot(all.AsSpan(k * 6, 6), weights.Items.Slice(i * 6, 6)));
        }
        if (interests > 1)
        {
            var many = new InterestPass(shape);
            many.Forward(weights, weights.Items, batch, pass.Output);
            float expected = Lanes.Dot(many.Chosen.AsSpan(3 * 6, 6), weights.Items.Slice(3 * 6, 6));
            Assert.That(wanted[3], Is.EqualTo(expected).Within(1e-4), "the interest nearest to the next item");
        }
        if (target)
        {
            var looking = new TargetPass(shape);
            looking.Forward(weights, weights.Items, Items, batch);
            for (int i = 0; i < Items; i++)
                wanted[i] += looking.Scores[3 * Items + i];
            Assert.That(looking.Own[3], Is.EqualTo(looking.Scores[3 * Items + 3]).Within(1e-4));
        }
        model.Explain(user, 7, reasons);
        Assert.Multiple(() =>
        {
            Assert.That(scores, Is.EqualTo(wanted).Within(1e-3));
            Assert.That(some, Is.EqualTo(new[] { scores[7], 0, scores[3] }).Within(1e-4));
            Assert.That(reasons.Sum(), Is.EqualTo(1).Within(1e-5));
        });
    }

    [Test]
    public void A_model_with_everything_is_saved_and_read_and_searched_in_eight_bits()
    {
        var (weights, _) = Setup(Shape(target: true, 2) with { Values = true, UnitItems = true });
        var model = new BehaviorAttentionModel(weights);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        var loaded = ModelSections.Load<BehaviorAttentionModel>(stream);
        var user = new UserContext(0, [1, 4, 2], new int[3], [1, 20, 3], new long[3], 0);
        float[] a = new float[Items], b = new float[Items], rough = new float[Items];
        model.Score(user, a);
        loaded.Score(user, b);
        model.Quantized().Score(user, rough);
        int[] Best(BehaviorAttentionModel of)
        {
            var top = new TopK(3);
            of.Search(new UserContext(0, [1, 4, 2], new int[3], [1, 20, 3], new long[3], 0), top);
            int[] items = new int[3];
            top.Drain(items, new float[3]);
            return items;
        }
        Assert.Multiple(() =>
        {
            Assert.That(b, Is.EqualTo(a));
            Assert.That(rough, Is.EqualTo(a).Within(0.05));
            Assert.That(Best(model.Quantized()), Is.EqualTo(Best(model)));
            Assert.That(model.Quantized().SearchBytes, Is.LessThan(model.SearchBytes * 4));
        });
    }

    [Test]
    public void A_history_says_something_else_where_its_values_differ()
    {
        var (weights, _) = Setup(Shape(target: false, 1) with { Values = true });
        var model = new BehaviorAttentionModel(weights);
        float[] low = new float[Items], high = new float[Items], odd = new float[Items];
        model.Score(new UserContext(0, [1, 4], new int[2], [1, 1], new long[2], 0), low);
        model.Score(new UserContext(0, [1, 4], new int[2], [1, 500], new long[2], 0), high);
        model.Score(new UserContext(0, [1, 4], new int[2], [1, float.NaN], new long[2], 0), odd);
        var memory = new BehaviorMemory(model);
        memory.Append(1, 0, 0, 1);
        memory.Append(4, 0, 0, 500);
        var interest = new float[6];
        model.Interest(new UserContext(0, [1, 4], new int[2], [1, 500], new long[2], 0), interest);
        Assert.Multiple(() =>
        {
            Assert.That(high, Is.Not.EqualTo(low).Within(1e-3));
            Assert.That(odd.All(float.IsFinite));
            Assert.That(memory.Interest.ToArray(), Is.EqualTo(interest).Within(1e-4));
        });
    }
}
