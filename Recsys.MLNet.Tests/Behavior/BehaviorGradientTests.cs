using System.Numerics.Tensors;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorGradientTests
{
    private static BehaviorArchitecture Shape(BehaviorBlock block, int heads) => new()
    {
        Items = 9,
        Width = 6,
        Heads = heads,
        Layers = 2,
        FeedForward = 7,
        Positions = 5,
        Block = block,
        Types = 3,
        Gaps = true,
        TextWidth = 0,
        Values = true,
    };

    private static (BehaviorWeights, PackedBatch, float[]) Setup(BehaviorArchitecture shape)
    {
        var random = new RandomStream(1, "gradient");
        var weights = new BehaviorWeights(shape);
        foreach (ref float w in weights.Values.AsSpan())
            w = (float)(0.4 * random.NextGaussian());
        int[] slots = [.. Enumerable.Range(0, shape.Items)];
        var batch = new PackedBatch();
        batch.Add(new(0, [1, 4, 2, 8, 3], [0, 1, 2, 0, 1], [0, 5_000, 90_000, 90_000, 9_000_000], [0, 2, 4, 1, 7]) { Weights = [1, 5, 0, 30, 2] }, slots, true, learn: true);
        batch.Add(new(1, [7, 0], [2, 0], [0, 1000], [0, 2]), slots, true, learn: true);
        batch.Add(new(2, [5, 5, 6], [1, 1, 1], [0, 100_000_000, 100_000_001], [0, 9, 2]), slots, true, learn: true);
        float[] direction = [.. Enumerable.Range(0, batch.Positions * shape.Width).Select(_ => (float)random.NextGaussian())];
        return (weights, batch, direction);
    }

    /// <summary>Σ direction·h: its gradient with respect to h is the direction.</summary>
    private static double Value(BehaviorWeights weights, PackedBatch batch, float[] direction)
    {
        var pass = new SequencePass(weights.Shape);
        pass.Forward(weights, weights.Items, batch, 0, null);
        double sum = 0;
        for (int i = 0; i < direction.Length; i++)
            sum += (double)direction[i] * pass.Output[i];
        return sum;
    }

    [Test]
    public void Every_gradient_of_every_layer_is_what_small_changes_say([Values] BehaviorBlock block, [Values(1, 3)] int heads)
    {
        var shape = Shape(block, heads);
        var (weights, batch, direction) = Setup(shape);
        var pass = new SequencePass(shape);
        pass.Forward(weights, weights.Items, batch, 0, null);
        pass.Backward(weights, batch, direction);
        float[] gradient = [.. pass.Gradient.Values, .. new float[shape.Items * shape.Width]];
        for (int p = 0; p < batch.Positions; p++)
            TensorPrimitives.Add(gradient.AsSpan(weights.DenseCount + batch.Slots[p] * shape.Width, shape.Width), pass.InputGradient.AsSpan(p * shape.Width, shape.Width), gradient.AsSpan(weights.DenseCount + batch.Slots[p] * shape.Width, shape.Width));
        var wrong = new List<string>();
        for (int i = 0; i < weights.Values.Length; i++)
        {
            float kept = weights.Values[i];
            const float Step = 4e-3f;
            weights.Values[i] = kept + Step;
            double above = Value(weights, batch, direction);
            weights.Values[i] = kept - Step;
            double below = Value(weights, batch, direction);
            weights.Values[i] = kept;
            double slope = (above - below) / (2 * Step);
            if (Math.Abs(slope - gradient[i]) > 0.01 + 0.01 * Math.Abs(slope))
                wrong.Add($"weight {i}: {gradient[i]:F4}, small changes say {slope:F4}");
        }
        Assert.That(wrong, Is.Empty);
        Assert.That(gradient.Take(weights.DenseCount).Count(g => g != 0), Is.GreaterThan(weights.DenseCount * 0.6), "most weights matter here: all but classes that do not occur");
    }

    [Test]
    public void Every_loss_has_the_gradient_that_small_changes_say([Values] BehaviorLoss loss, [Values(1, 3)] int ahead)
    {
        const int d = 5, positions = 4, items = 8, candidates = 6;
        float[] h = TestNumbers(positions * d, 1), vectors = TestNumbers(items * d, 2), logExpected = TestNumbers(candidates, 3);
        int[] targets = ahead == 1 ? [0, 7, 3, 6] : [0, 7, 3, 7, -1, -1, 3, 6, 1, 6, 2, -1];
        double Value() => new NextItemLoss(d, loss) { Beta = 0.6f }.Compute(h, targets, vectors, PackedMatrix.PackTransposed(vectors.AsSpan(0, candidates * d), d, candidates), logExpected, 1, new float[h.Length], new float[vectors.Length]);
        float[] dh = new float[h.Length], dv = new float[vectors.Length];
        new NextItemLoss(d, loss) { Beta = 0.6f }.Compute(h, targets, vectors, PackedMatrix.PackTransposed(vectors.AsSpan(0, candidates * d), d, candidates), logExpected, 1, dh, dv);
        Assert.Multiple(() =>
        {
            foreach (var (values, gradient) in new[] { (h, dh), (vectors, dv) })
            {
                for (int i = 0; i < values.Length; i++)
                {
                    float kept = values[i];
                    values[i] = kept + 2e-3f;
                    double above = Value();
                    values[i] = kept - 2e-3f;
                    double below = Value();
                    values[i] = kept;
                    Assert.That(gradient[i], Is.EqualTo((above - below) / 4e-3).Within(3e-3));
                }
            }
        });
    }

    [Test]
    public void A_sequence_gives_the_same_alone_and_among_others_and_the_future_changes_nothing()
    {
        var shape = Shape(BehaviorBlock.Gated, 2);
        var (weights, batch, _) = Setup(shape);
        var together = new SequencePass(shape);
        together.Forward(weights, weights.Items, batch, 0, null);
        int[] slots = [.. Enumerable.Range(0, shape.Items)];
        var alone = new PackedBatch();
        alone.Add(new(0, [1, 4, 2], [0, 1, 2], [0, 5_000, 90_000], [0, 2, 4]) { Weights = [1, 5, 0] }, slots, true, learn: false);
        var pass = new SequencePass(shape);
        pass.Forward(weights, weights.Items, alone, 0, null);
        Assert.That(pass.Output[..(3 * shape.Width)], Is.EqualTo(together.Output[..(3 * shape.Width)]));
    }

    private static float[] TestNumbers(int count, int seed)
    {
        var random = new RandomStream(seed, "loss");
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }
}
