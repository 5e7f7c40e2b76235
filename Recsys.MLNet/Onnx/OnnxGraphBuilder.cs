using System.Globalization;

namespace Recsys.MLNet.Onnx;

/// <summary>Builds an ONNX model node by node; each call returns the name of the value it makes.</summary>
/// <example><code>
/// var graph = new OnnxGraphBuilder("linear");
/// string x = graph.Input("x", OnnxElementType.Float, "batch", 4);
/// graph.Output(graph.Node("MatMul", [x, graph.Constant("w", weights, 4, 2)]), "y", OnnxElementType.Float, "batch", 2);
/// OnnxWriter.Save(graph.Build(), "linear.onnx");
/// </code></example>
public sealed class OnnxGraphBuilder(string name)
{
    private readonly OnnxGraph _graph = new() { Name = name };
    private readonly Dictionary<string, string> _scalars = [];
    private int _made;

    /// <summary>Declares an input.</summary>
    public string Input(string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        _graph.Inputs.Add(new(name, type, shape.ToArray()));
        return name;
    }

    /// <summary>Adds a constant tensor.</summary>
    public string Constant<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Constant(OnnxTensor.Of(name, values, shape));

    /// <summary>Adds a constant tensor.</summary>
    public string Constant<T>(string name, T[] values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Constant(OnnxTensor.Of<T>(name, values, shape));

    /// <summary>Adds a constant tensor.</summary>
    public string Constant(OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _graph.Initializers.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A constant number; the same number is stored once.</summary>
    public string Scalar(float value) => Once(FormattableString.Invariant($"f{value:R}"), name => OnnxTensor.Of<float>(name, [value]));

    /// <summary>A constant list of whole numbers, as shapes and axes are given; the same list is stored once.</summary>
    public string Longs(params long[] values) =>
        Once("i" + string.Join(',', values), name => OnnxTensor.Of<long>(name, values, values.Length));

    /// <summary>A constant whole number; the same number is stored once.</summary>
    public string Long(long value) => Once("s" + value.ToString(CultureInfo.InvariantCulture), name => OnnxTensor.Of<long>(name, [value]));

    /// <summary>Adds a node with one output.</summary>
    public string Node(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes) =>
        Nodes(op, inputs, 1, "", attributes)[0];

    /// <summary>Adds a node with several outputs, of any domain.</summary>
    public string[] Nodes(string op, ReadOnlySpan<string> inputs, int outputs, string domain, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes)
    {
        int number = ++_made;
        var names = new string[outputs];
        for (int i = 0; i < outputs; i++)
            names[i] = outputs == 1 ? $"{op}_{number}" : $"{op}_{number}_{i}";
        var settings = new Dictionary<string, OnnxAttribute>();
        foreach (var (key, value) in attributes)
            settings[key] = value;
        _graph.Nodes.Add(new() { Operator = op, Domain = domain, Name = $"{op}/{number}", Inputs = inputs.ToArray(), Outputs = names, Attributes = settings });
        return names;
    }

    /// <summary>Declares an output: the value under a name of its own.</summary>
    public void Output(string value, string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        _graph.Nodes.Add(new() { Operator = "Identity", Name = "Identity/" + name, Inputs = [value], Outputs = [name] });
        _graph.Outputs.Add(new(name, type, shape.ToArray()));
    }

    /// <summary>The finished model for a version of the standard operator set; further domains may be named.</summary>
    public OnnxModel Build(int operatorSet = 17, params ReadOnlySpan<(string Domain, long Version)> domains)
    {
        var model = new OnnxModel { Graph = _graph, Producer = "Recsys.MLNet" };
        model.OperatorSets[""] = operatorSet;
        foreach (var (domain, version) in domains)
            model.OperatorSets[domain] = version;
        return model;
    }

    private string Once(string key, Func<string, OnnxTensor> make)
    {
        if (!_scalars.TryGetValue(key, out string? known))
            _scalars[key] = known = Constant(make("const_" + _scalars.Count.ToString(CultureInfo.InvariantCulture)));
        return known;
    }
}
