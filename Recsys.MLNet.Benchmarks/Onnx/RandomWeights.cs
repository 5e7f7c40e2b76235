using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>A graph builder that fills weights from a seeded stream, with the sub-graphs that exporters write.</summary>
internal sealed class RandomWeights(OnnxGraphBuilder graph, int seed, bool quantized = false)
{
    private readonly RandomStream _random = new(seed, "onnx.test-model");

    public string Gaussian(string name, double spread, params long[] shape) => Around(name, 0, spread, shape);

    public string Around(string name, double middle, double spread, params long[] shape) => graph.Constant(name, Values(middle, spread, shape), shape);

    /// <summary>x·W + b as PyTorch's exporter writes it, or as ONNX Runtime's dynamic quantisation does.</summary>
    public string Linear(string x, string name, int from, int to, bool bias = true)
    {
        string product = quantized
            ? Quantized(x, name, Values(0, 1 / Math.Sqrt(from), [from, to]), from, to)
            : graph.Node("MatMul", [x, Gaussian(name + ".weight", 1 / Math.Sqrt(from), from, to)]);
        return bias ? graph.Node("Add", [Gaussian(name + ".bias", 0.02, to), product]) : product;
    }

    /// <summary>Layer normalisation as one operator, or as the nine that opset 16 and older need.</summary>
    public string Normalize(string x, string name, int width, bool decomposed, float epsilon = 1e-12f)
    {
        string scale = Around(name + ".weight", 1, 0.1, width), shift = Gaussian(name + ".bias", 0.05, width);
        if (!decomposed)
            return graph.Node("LayerNormalization", [x, scale, shift], ("axis", -1L), ("epsilon", epsilon));
        string mean = graph.Node("ReduceMean", [x], ("axes", new long[] { -1 }), ("keepdims", 1L));
        string centred = graph.Node("Sub", [x, mean]);
        string squares = graph.Node("Pow", [centred, graph.Scalar(2)]);
        string variance = graph.Node("ReduceMean", [squares], ("axes", new long[] { -1 }), ("keepdims", 1L));
        string root = graph.Node("Sqrt", [graph.Node("Add", [variance, graph.Scalar(epsilon)])]);
        return graph.Node("Add", [graph.Node("Mul", [graph.Node("Div", [centred, root]), scale]), shift]);
    }

    /// <summary>x / √mean(x²)·scale, as decoders have it.</summary>
    public string RootMeanSquare(string x, string name, int width)
    {
        string squares = graph.Node("Pow", [x, graph.Scalar(2)]);
        string mean = graph.Node("ReduceMean", [squares], ("axes", new long[] { -1 }), ("keepdims", 1L));
        string root = graph.Node("Sqrt", [graph.Node("Add", [mean, graph.Scalar(1e-6f)])]);
        return graph.Node("Mul", [Around(name + ".weight", 1, 0.1, width), graph.Node("Div", [x, root])]);
    }

    /// <summary>The exact GELU, decomposed.</summary>
    public string Gelu(string x)
    {
        string erf = graph.Node("Erf", [graph.Node("Div", [x, graph.Scalar(1.4142135f)])]);
        return graph.Node("Mul", [graph.Node("Mul", [x, graph.Node("Add", [erf, graph.Scalar(1)])]), graph.Scalar(0.5f)]);
    }

    /// <summary>A size of a value as a list of one number.</summary>
    public string Size(string x, long axis) =>
        graph.Node("Unsqueeze", [graph.Node("Gather", [graph.Node("Shape", [x]), graph.Long(axis)], ("axis", 0L)), graph.Longs(0)]);

    private float[] Values(double middle, double spread, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(middle + spread * _random.NextGaussian());
        return values;
    }

    private string Quantized(string x, string name, float[] values, int from, int to)
    {
        var scales = new float[to];
        var bytes = new sbyte[values.Length];
        for (int j = 0; j < to; j++)
        {
            for (int i = 0; i < from; i++)
                scales[j] = Math.Max(scales[j], Math.Abs(values[i * to + j]) / 127);
            for (int i = 0; i < from; i++)
                bytes[i * to + j] = (sbyte)MathF.Round(values[i * to + j] / scales[j]);
        }
        string[] quantized = graph.Nodes("DynamicQuantizeLinear", [x], 3, "");
        string product = graph.Node("MatMulInteger", [quantized[0], graph.Constant(name + ".bytes", bytes, from, to), quantized[2], graph.Constant(name + ".zeros", new sbyte[to], to)]);
        string scale = graph.Node("Mul", [quantized[1], graph.Constant(name + ".scales", scales, to)]);
        return graph.Node("Mul", [graph.Node("Cast", [product], ("to", (long)OnnxElementType.Float)), scale]);
    }
}
