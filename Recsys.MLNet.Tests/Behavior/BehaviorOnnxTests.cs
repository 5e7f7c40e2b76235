using Recsys.MLNet.Behavior;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Tests.Onnx;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class BehaviorOnnxTests
{
    private static BehaviorAttentionModel Random(BehaviorBlock block, bool all)
    {
        var random = new RandomStream(1, "onnx");
        var weights = new BehaviorWeights(new()
        {
            Items = 20,
            Width = 12,
            Heads = 2,
            Layers = 2,
            FeedForward = 20,
            Positions = 6,
            Block = block,
            Types = all ? 3 : 1,
            Gaps = all,
            TextWidth = 0,
            UnitItems = true,
            Target = all,
            Interests = all ? 3 : 1,
            Values = all,
        });
        foreach (ref float w in weights.Values.AsSpan())
            w = (float)(0.4 * random.NextGaussian());
        return new(weights);
    }

    private static void Compare(BehaviorAttentionModel model, OnnxSessionOptions options)
    {
        using var graph = BehaviorOnnx.Export(model);
        using var session = OnnxSession.Open(graph, options);
        int[][] histories = [[3], [3, 7, 7, 1], [3, 7, 11, 1, 19, 4, 5, 6, 2]];
        foreach (int[] items in histories)
        {
            var user = new UserContext(0, items, [.. items.Select(i => i % 3)], [.. items.Select(i => 0.5f + i)], [.. Enumerable.Range(0, items.Length).Select(i => i * i * 50_000_000L)], 0);
            var scores = new float[model.ItemCount];
            model.Score(user, scores);
            using var result = session.Run(BehaviorOnnx.Inputs(model, user));
            Assert.That(result["scores"].Floats.ToArray(), Is.EqualTo(scores).Within(2e-4), $"{items.Length} behaviours");
        }
    }

    [Test]
    public void The_graph_scores_as_the_model_does([Values] BehaviorBlock block, [Values] bool all) => Compare(Random(block, all), new() { Backend = OnnxBackend.Managed });

    [Test]
    public void Onnx_runtime_agrees([Values] BehaviorBlock block, [Values] bool all) =>
        Compare(Random(block, all), new() { Backend = OnnxBackend.OnnxRuntime, RuntimeLibrary = NativeLibraryGate.Path() });

    [Test]
    public void A_user_without_a_known_behaviour_is_refused() =>
        Assert.That(() => BehaviorOnnx.Inputs(Random(BehaviorBlock.Gated, false), new UserContext(0, [99], [0], [1], [0], 0)), Throws.ArgumentException.With.Message.Contains("knows none of the user's behaviours"));
}
