using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>Text encoders with random weights, in the shapes that exporters give BERT and XLM-R. They need no download.</summary>
public static class EncoderModel
{
    /// <summary>BERT: inputs input_ids, attention_mask, token_type_ids; output last_hidden_state.</summary>
    public static OnnxModel Bert(EncoderShape shape, int seed = 1, int operatorSet = 14, bool quantized = false)
    {
        var graph = new OnnxGraphBuilder("bert");
        var weights = new RandomWeights(graph, seed, quantized);
        graph.Output(Bert(graph, weights, shape, operatorSet), "last_hidden_state", OnnxElementType.Float, "batch", "tokens", shape.Width);
        return graph.Build(operatorSet);
    }

    /// <summary>XLM-R: inputs input_ids, attention_mask; positions are counted over the tokens that are not padding (id 1).</summary>
    public static OnnxModel XlmRoberta(EncoderShape shape, int seed = 2, int operatorSet = 17)
    {
        var graph = new OnnxGraphBuilder("xlm-roberta");
        var weights = new RandomWeights(graph, seed);
        string ids = graph.Input("input_ids", OnnxElementType.Int64, "batch", "tokens");
        string mask = graph.Input("attention_mask", OnnxElementType.Int64, "batch", "tokens");
        string word = graph.Node("Gather", [weights.Gaussian("word", 0.05, shape.Vocabulary, shape.Width), ids], ("axis", 0L));
        string real = graph.Node("Cast", [graph.Node("Not", [graph.Node("Equal", [ids, graph.Long(1)])])], ("to", (long)OnnxElementType.Int32));
        string counted = graph.Node("Mul", [graph.Node("CumSum", [real, graph.Long(1)]), real]);
        string places = graph.Node("Add", [graph.Node("Cast", [counted], ("to", (long)OnnxElementType.Int64)), graph.Long(1)]);
        string place = graph.Node("Gather", [weights.Gaussian("place", 0.05, shape.Longest + 2, shape.Width), places], ("axis", 0L));
        string type = weights.Gaussian("type", 0.05, 1, 1, shape.Width);
        string x = graph.Node("Add", [graph.Node("Add", [word, type]), place]);
        graph.Output(Layers(graph, weights, shape, ids, mask, x, operatorSet), "last_hidden_state", OnnxElementType.Float, "batch", "tokens", shape.Width);
        return graph.Build(operatorSet);
    }

    /// <summary>A cross-encoder: BERT with one score of the first token; output logits (batch, 1).</summary>
    public static OnnxModel CrossEncoder(EncoderShape shape, int seed = 4)
    {
        var graph = new OnnxGraphBuilder("cross-encoder");
        var weights = new RandomWeights(graph, seed);
        string x = Bert(graph, weights, shape, 17);
        string first = graph.Node("Gather", [x, graph.Long(0)], ("axis", 1L));
        graph.Output(weights.Linear(first, "score", shape.Width, 1), "logits", OnnxElementType.Float, "batch", 1);
        return graph.Build(17);
    }

    private static string Bert(OnnxGraphBuilder graph, RandomWeights weights, EncoderShape shape, int operatorSet)
    {
        string ids = graph.Input("input_ids", OnnxElementType.Int64, "batch", "tokens");
        string mask = graph.Input("attention_mask", OnnxElementType.Int64, "batch", "tokens");
        string types = graph.Input("token_type_ids", OnnxElementType.Int64, "batch", "tokens");
        string word = graph.Node("Gather", [weights.Gaussian("word", 0.05, shape.Vocabulary, shape.Width), ids], ("axis", 0L));
        string type = graph.Node("Gather", [weights.Gaussian("type", 0.05, 2, shape.Width), types], ("axis", 0L));
        string places = graph.Constant("places", [.. Enumerable.Range(0, shape.Longest).Select(i => (long)i)], 1, shape.Longest);
        string used = graph.Node("Slice", [places, graph.Longs(0), weights.Size(ids, 1), graph.Longs(1), graph.Longs(1)]);
        string place = graph.Node("Gather", [weights.Gaussian("place", 0.05, shape.Longest, shape.Width), used], ("axis", 0L));
        return Layers(graph, weights, shape, ids, mask, graph.Node("Add", [graph.Node("Add", [word, type]), place]), operatorSet);
    }

    private static string Layers(OnnxGraphBuilder graph, RandomWeights weights, EncoderShape shape, string ids, string mask, string x, int operatorSet)
    {
        bool decomposed = operatorSet < 17;
        string wide = graph.Node("Cast", [graph.Node("Unsqueeze", [graph.Node("Unsqueeze", [mask, graph.Longs(1)]), graph.Longs(2)])], ("to", (long)OnnxElementType.Float));
        string penalty = graph.Node("Mul", [graph.Node("Sub", [graph.Scalar(1), wide]), graph.Scalar(float.MinValue)]);
        string batch = weights.Size(ids, 0), tokens = weights.Size(ids, 1);
        x = weights.Normalize(x, "embeddings.norm", shape.Width, decomposed);
        for (int l = 0; l < shape.Layers; l++)
        {
            string name = $"layer.{l}";
            string attended = Attend(graph, weights, shape, x, penalty, batch, tokens, name + ".attention");
            x = weights.Normalize(graph.Node("Add", [attended, x]), name + ".norm1", shape.Width, decomposed);
            string inner = weights.Gelu(weights.Linear(x, name + ".inner", shape.Width, shape.Inner));
            x = weights.Normalize(graph.Node("Add", [weights.Linear(inner, name + ".outer", shape.Inner, shape.Width), x]), name + ".norm2", shape.Width, decomposed);
        }
        return x;
    }

    private static string Attend(OnnxGraphBuilder graph, RandomWeights weights, EncoderShape shape, string x, string penalty, string batch, string tokens, string name)
    {
        int depth = shape.Width / shape.Heads;
        string Heads(string what, params long[] order)
        {
            string target = graph.Node("Concat", [batch, tokens, graph.Longs(shape.Heads), graph.Longs(depth)], ("axis", 0L));
            return graph.Node("Transpose", [graph.Node("Reshape", [weights.Linear(x, $"{name}.{what}", shape.Width, shape.Width), target])], ("perm", order));
        }
        string query = Heads("query", 0, 2, 1, 3), key = Heads("key", 0, 2, 3, 1), value = Heads("value", 0, 2, 1, 3);
        string scores = graph.Node("Div", [graph.Node("MatMul", [query, key]), graph.Scalar(MathF.Sqrt(depth))]);
        string shares = graph.Node("Softmax", [graph.Node("Add", [scores, penalty])], ("axis", -1L));
        string mixed = graph.Node("Transpose", [graph.Node("MatMul", [shares, value])], ("perm", new long[] { 0, 2, 1, 3 }));
        string joined = graph.Node("Concat", [batch, tokens, graph.Longs(shape.Width)], ("axis", 0L));
        return weights.Linear(graph.Node("Reshape", [mixed, joined]), name + ".out", shape.Width, shape.Width);
    }
}
