using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Appends pooling, normalisation and an adapter to an encoder's graph, so that one file makes the finished vectors.</summary>
/// <remarks>
/// <code>
/// p = mean over real tokens, first or last real token of last_hidden_state, or the model's own vector; its first K numbers
/// x = p / |p| if the encoder normalises          y = x + (xA)B          sentence_embedding = y / |y|
/// </code>
/// Axes are given as the model's operator set wants them.
/// </remarks>
internal static class EncoderExport
{
    private const string Output = "sentence_embedding", Prefix = "recsys.adapter.";

    public static void Write(string modelFile, string to, int output, TextPooling pooling, bool normalize, TextAdapter adapter)
    {
        using var model = OnnxReader.Open(modelFile);
        var port = model.Graph.Outputs[output];
        int width = adapter.Dimensions;
        var append = new Appending(model);
        string x = port.Shape is { Count: 2 } ? port.Name : Pool(append, port.Name, pooling);
        x = append.Node("Slice", x, append.Longs("from", 0), append.Longs("to", width), append.Longs("axis", 1));
        if (normalize)
            x = append.Unit(x);
        string low = append.Node("MatMul", x, append.Floats("down", adapter.Down.Values, width, adapter.Rank));
        string change = append.Node("MatMul", low, append.Floats("up", adapter.Up.Values, adapter.Rank, width));
        string vector = append.Unit(append.Node("Add", x, change));
        // A model that has such an output keeps the name for the values that the adapter reads.
        append.Finish(vector, port.Name == Output ? Output + "_adapted" : Output, width);
        OnnxWriter.Save(model, to);
    }

    private static string Pool(Appending append, string states, TextPooling pooling)
    {
        if (pooling == TextPooling.FirstToken)
            return append.With("Gather", ("axis", 1), states, append.Long("first", 0));
        if (!append.HasInput("attention_mask"))
            throw new NotSupportedException($"The model has no input attention_mask, without which {pooling} pooling cannot be written into its graph. Export the model with it, or keep encoder and adapter apart.");
        string mask = append.With("Cast", ("to", (long)OnnxElementType.Float), "attention_mask");
        if (pooling == TextPooling.LastToken)
        {
            // Of the real tokens the one whose count is that of all: 1 there, 0 elsewhere.
            string counts = append.Node("Mul", append.Node("CumSum", mask, append.Long("tokens", 1)), mask);
            string last = append.With("Cast", ("to", (long)OnnxElementType.Float), append.Node("Equal", counts, append.Sum(mask)));
            mask = append.Node("Mul", last, mask);
        }
        string row = append.Node("Reshape", mask, append.Longs("row", 0, 1, -1));
        string sum = append.Node("Reshape", append.Node("MatMul", row, states), append.Longs("flat", 0, -1));
        return pooling == TextPooling.LastToken ? sum : append.Node("Div", sum, append.Node("Max", append.Sum(mask), append.Scalar("one", 1)));
    }

    /// <summary>Nodes at the end of a graph that was read.</summary>
    private sealed class Appending(OnnxModel model)
    {
        private const int ReduceSumTakesInput = 13, ReduceTakesInput = 18;
        private readonly HashSet<string> _constants = [];
        private int _made;

        public bool HasInput(string name) => model.Graph.Inputs.Any(port => port.Name == name);

        public string Node(string op, params string[] inputs) => Add(op, inputs, []);

        public string With(string op, (string Name, long Value) attribute, params string[] inputs) => Add(op, inputs, new() { [attribute.Name] = attribute.Value });

        public string Sum(string x) => model.OperatorSet >= ReduceSumTakesInput ? Node("ReduceSum", x, Longs("last", 1))
            : Add("ReduceSum", [x], new() { ["axes"] = new long[] { 1 } });

        public string Unit(string x)
        {
            string length = model.OperatorSet >= ReduceTakesInput ? Node("ReduceL2", x, Longs("last", 1)) : Add("ReduceL2", [x], new() { ["axes"] = new long[] { 1 } });
            return Node("Div", x, Node("Max", length, Scalar("tiny", 1e-12f)));
        }

        public string Floats(string name, float[] values, params long[] shape) => Constant(name, full => OnnxTensor.Of<float>(full, values, shape));

        public string Scalar(string name, float value) => Constant(name, full => OnnxTensor.Of<float>(full, [value]));

        public string Long(string name, long value) => Constant(name, full => OnnxTensor.Of<long>(full, [value]));

        public string Longs(string name, params long[] values) => Constant(name, full => OnnxTensor.Of<long>(full, values, values.Length));

        public void Finish(string value, string name, int width)
        {
            model.Graph.Nodes.Add(new() { Operator = "Identity", Name = Prefix + name, Inputs = [value], Outputs = [name] });
            model.Graph.Outputs.Clear();
            model.Graph.Outputs.Add(new(name, OnnxElementType.Float, ["batch", width]));
        }

        private string Constant(string name, Func<string, OnnxTensor> make)
        {
            if (_constants.Add(name))
                model.Graph.Initializers.Add(make(Prefix + name));
            return Prefix + name;
        }

        private string Add(string op, string[] inputs, Dictionary<string, OnnxAttribute> attributes)
        {
            string name = FormattableString.Invariant($"{Prefix}{op}.{++_made}");
            model.Graph.Nodes.Add(new() { Operator = op, Name = name, Inputs = inputs, Outputs = [name], Attributes = attributes });
            return name;
        }
    }
}
