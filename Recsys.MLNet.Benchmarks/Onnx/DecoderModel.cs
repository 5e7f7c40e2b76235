using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>A decoder with random weights in the shape of today's language models: RMS normalisation, rotary positions, shared keys, SiLU, key-value cache.</summary>
/// <remarks>
/// Inputs input_ids (batch, tokens), attention_mask (batch, past + tokens), position_ids (batch, tokens),
/// past_key_values.L.key and .value (batch, key heads, past, head width); outputs logits and present.L.key, present.L.value.
/// </remarks>
public static class DecoderModel
{
    /// <summary>Builds the model.</summary>
    public static OnnxModel Build(DecoderShape shape, int seed = 3, int operatorSet = 17)
    {
        var graph = new OnnxGraphBuilder("decoder");
        var weights = new RandomWeights(graph, seed);
        string ids = graph.Input("input_ids", OnnxElementType.Int64, "batch", "tokens");
        string mask = graph.Input("attention_mask", OnnxElementType.Int64, "batch", "all");
        string positions = graph.Input("position_ids", OnnxElementType.Int64, "batch", "tokens");
        var past = Enumerable.Range(0, shape.Layers).Select(l => (Key: Past(graph, shape, l, "key"), Value: Past(graph, shape, l, "value"))).ToArray();
        string x = graph.Node("Gather", [weights.Gaussian("embedding", 0.5, shape.Vocabulary, shape.Width), ids], ("axis", 0L));
        var (cosine, sine) = Rotary(graph, shape, positions);
        string penalty = CausalPenalty(graph, weights, ids, mask, past[0].Key);
        var present = new List<(string Key, string Value)>();
        for (int l = 0; l < shape.Layers; l++)
        {
            string name = $"layer.{l}", y = weights.RootMeanSquare(x, name + ".norm1", shape.Width);
            string query = Turn(graph, shape, Heads(graph, weights.Linear(y, name + ".query", shape.Width, shape.Heads * shape.HeadWidth), shape.Heads, shape.HeadWidth), cosine, sine);
            string key = Turn(graph, shape, Heads(graph, weights.Linear(y, name + ".key", shape.Width, shape.KeyHeads * shape.HeadWidth), shape.KeyHeads, shape.HeadWidth), cosine, sine);
            string value = Heads(graph, weights.Linear(y, name + ".value", shape.Width, shape.KeyHeads * shape.HeadWidth), shape.KeyHeads, shape.HeadWidth);
            key = graph.Node("Concat", [past[l].Key, key], ("axis", 2L));
            value = graph.Node("Concat", [past[l].Value, value], ("axis", 2L));
            present.Add((key, value));
            string scores = graph.Node("MatMul", [query, graph.Node("Transpose", [Repeat(graph, shape, weights, key)], ("perm", new long[] { 0, 1, 3, 2 }))]);
            scores = graph.Node("Add", [graph.Node("Mul", [scores, graph.Scalar(1 / MathF.Sqrt(shape.HeadWidth))]), penalty]);
            string mixed = graph.Node("MatMul", [graph.Node("Softmax", [scores], ("axis", -1L)), Repeat(graph, shape, weights, value)]);
            mixed = graph.Node("Reshape", [graph.Node("Transpose", [mixed], ("perm", new long[] { 0, 2, 1, 3 })), graph.Longs(0, 0, shape.Heads * shape.HeadWidth)]);
            x = graph.Node("Add", [x, weights.Linear(mixed, name + ".out", shape.Heads * shape.HeadWidth, shape.Width, bias: false)]);
            y = weights.RootMeanSquare(x, name + ".norm2", shape.Width);
            string gate = weights.Linear(y, name + ".gate", shape.Width, shape.Inner, bias: false);
            gate = graph.Node("Mul", [graph.Node("Mul", [gate, graph.Node("Sigmoid", [gate])]), weights.Linear(y, name + ".up", shape.Width, shape.Inner, bias: false)]);
            x = graph.Node("Add", [x, weights.Linear(gate, name + ".down", shape.Inner, shape.Width, bias: false)]);
        }
        string logits = weights.Linear(weights.RootMeanSquare(x, "norm", shape.Width), "head", shape.Width, shape.Vocabulary, bias: false);
        graph.Output(logits, "logits", OnnxElementType.Float, "batch", "tokens", shape.Vocabulary);
        for (int l = 0; l < shape.Layers; l++)
        {
            graph.Output(present[l].Key, $"present.{l}.key", OnnxElementType.Float, "batch", shape.KeyHeads, "all", shape.HeadWidth);
            graph.Output(present[l].Value, $"present.{l}.value", OnnxElementType.Float, "batch", shape.KeyHeads, "all", shape.HeadWidth);
        }
        return graph.Build(operatorSet);
    }

    private static string Past(OnnxGraphBuilder graph, DecoderShape shape, int layer, string what) =>
        graph.Input($"past_key_values.{layer}.{what}", OnnxElementType.Float, "batch", shape.KeyHeads, "past", shape.HeadWidth);

    private static string Heads(OnnxGraphBuilder graph, string x, int heads, int width) =>
        graph.Node("Transpose", [graph.Node("Reshape", [x, graph.Longs(0, 0, heads, width)])], ("perm", new long[] { 0, 2, 1, 3 }));

    private static (string Cosine, string Sine) Rotary(OnnxGraphBuilder graph, DecoderShape shape, string positions)
    {
        int half = shape.HeadWidth / 2;
        string rates = graph.Constant("rates", [.. Enumerable.Range(0, half).Select(i => (float)Math.Pow(10000, -i / (double)half))], 1, 1, half);
        string times = graph.Node("Cast", [graph.Node("Unsqueeze", [positions, graph.Longs(2)])], ("to", (long)OnnxElementType.Float));
        string angles = graph.Node("Mul", [times, rates]);
        string both = graph.Node("Unsqueeze", [graph.Node("Concat", [angles, angles], ("axis", -1L)), graph.Longs(1)]);
        return (graph.Node("Cos", [both]), graph.Node("Sin", [both]));
    }

    private static string Turn(OnnxGraphBuilder graph, DecoderShape shape, string x, string cosine, string sine)
    {
        long half = shape.HeadWidth / 2;
        string low = graph.Node("Slice", [x, graph.Longs(0), graph.Longs(half), graph.Longs(3)]);
        string high = graph.Node("Slice", [x, graph.Longs(half), graph.Longs(long.MaxValue), graph.Longs(3)]);
        string turned = graph.Node("Concat", [graph.Node("Neg", [high]), low], ("axis", -1L));
        return graph.Node("Add", [graph.Node("Mul", [x, cosine]), graph.Node("Mul", [turned, sine])]);
    }

    private static string Repeat(OnnxGraphBuilder graph, DecoderShape shape, RandomWeights weights, string x)
    {
        int times = shape.Heads / shape.KeyHeads;
        string wide = graph.Node("Unsqueeze", [x, graph.Longs(2)]);
        string target = graph.Node("Concat", [weights.Size(x, 0), graph.Longs(shape.KeyHeads), graph.Longs(times), weights.Size(x, 2), graph.Longs(shape.HeadWidth)], ("axis", 0L));
        return graph.Node("Reshape", [graph.Node("Expand", [wide, target]), graph.Longs(0, shape.Heads, -1, shape.HeadWidth)]);
    }

    // Token i, at place past + i of all, sees places up to its own, except padding.
    private static string CausalPenalty(OnnxGraphBuilder graph, RandomWeights weights, string ids, string mask, string past)
    {
        string before = graph.Node("Gather", [graph.Node("Shape", [past]), graph.Long(2)], ("axis", 0L));
        string now = graph.Node("Gather", [graph.Node("Shape", [ids]), graph.Long(1)], ("axis", 0L));
        string all = graph.Node("Add", [before, now]);
        string rows = graph.Node("Unsqueeze", [graph.Node("Range", [before, all, graph.Long(1)]), graph.Longs(1)]);
        string columns = graph.Node("Unsqueeze", [graph.Node("Range", [graph.Long(0), all, graph.Long(1)]), graph.Longs(0)]);
        string later = graph.Node("Unsqueeze", [graph.Node("Greater", [columns, rows]), graph.Longs(0, 1)]);
        string padding = graph.Node("Unsqueeze", [graph.Node("Equal", [mask, graph.Long(0)]), graph.Longs(1, 2)]);
        return graph.Node("Where", [graph.Node("Or", [later, padding]), graph.Scalar(float.MinValue), graph.Scalar(0)]);
    }
}
