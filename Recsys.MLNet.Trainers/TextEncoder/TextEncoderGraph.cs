using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>The network of <see cref="TextNetwork"/> as a standard ONNX graph: token numbers and mask in, unit vectors out.</summary>
internal static class TextEncoderGraph
{
    private const float Masked = -1e9f; // far below any logit, so that a padded token gets no attention

    public static OnnxModel Build(TextNetwork network)
    {
        int v = network.Embeddings.Rows, d = network.Width, o = network.Dimensions;
        var graph = new OnnxGraphBuilder("recsys-text-encoder");
        string ids = graph.Input("input_ids", OnnxElementType.Int64, "batch", "tokens");
        string mask = graph.Input("attention_mask", OnnxElementType.Int64, "batch", "tokens");
        string table = graph.Constant("embeddings", network.Embeddings.Values, v, d);
        string embedded = graph.Node("Gather", [table, ids], ("axis", 0));                                     // (B, T, D)
        string bias = graph.Node("Gather", [graph.Constant("bias", network.Bias, v, 1), ids], ("axis", 0));      // (B, T, 1)
        string logits = graph.Node("Add", [graph.Node("MatMul", [embedded, graph.Constant("query", network.Query, d, 1)]), bias]);
        string present = graph.Node("Cast", [mask], ("to", (long)OnnxElementType.Float));
        string absent = graph.Node("Mul", [graph.Node("Sub", [graph.Scalar(1), present]), graph.Scalar(Masked)]);
        string masked = graph.Node("Add", [logits, graph.Node("Unsqueeze", [absent, graph.Longs(2)])]);
        string attention = graph.Node("Softmax", [masked], ("axis", 1));
        string turned = graph.Node("Transpose", [attention], ("perm", new long[] { 0, 2, 1 }));               // (B, 1, T)
        string pooled = graph.Node("Squeeze", [graph.Node("MatMul", [turned, embedded]), graph.Longs(1)]);      // (B, D)
        string projected = graph.Node("MatMul", [pooled, graph.Constant("projection", network.Projection.Values, d, o)]);
        string length = graph.Node("Sqrt", [graph.Node("ReduceSum", [graph.Node("Mul", [projected, projected]), graph.Longs(1)], ("keepdims", 1))]);
        string unit = graph.Node("Div", [projected, graph.Node("Max", [length, graph.Scalar(1e-12f)])]);
        graph.Output(unit, "sentence_embedding", OnnxElementType.Float, "batch", o);
        return graph.Build();
    }
}
