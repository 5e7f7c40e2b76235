using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Behavior;

/// <summary>Builds the graph of <see cref="BehaviorOnnx"/>, layer by layer as <see cref="BehaviorAttentionModel"/> states it.</summary>
/// <remarks>Shapes: B rows, T positions, D width, H heads, W = D / H, F feed-forward, K interests, N items, G gap classes.</remarks>
internal sealed class BehaviorGraph(BehaviorAttentionModel model)
{
    private const float Masked = -1e9f; // far below any score
    private readonly BehaviorArchitecture _shape = model.Shape;
    private readonly BehaviorWeights _weights = model.Weights;
    private readonly OnnxGraphBuilder _graph = new("recsys-behavior-attention");
    private int _constants;

    public OnnxModel Build()
    {
        int t = _shape.Positions, d = _shape.Width;
        string items = _graph.Input("items", OnnxElementType.Int64, "batch", t);
        string mask = _graph.Input("mask", OnnxElementType.Float, "batch", t);
        string table = Constant(model.ItemVectors.Values, _shape.Items, d);
        string z = _graph.Node("Gather", [table, items], ("axis", 0)), x = z;                                  // (B, T, D)
        string between = "";
        if (_shape.Gaps)
        {
            x = Add(x, Look("gaps", _weights.Gaps, t));
            between = _graph.Input("between", OnnxElementType.Int64, "batch", t, t);
        }
        if (_shape.Types > 1)
            x = Add(x, Look("types", _weights.Types, t));
        if (_shape.Values)
            x = Add(x, Look("values", _weights.ValueClasses, t));
        string absent = Mul(_graph.Node("Sub", [_graph.Scalar(1), mask]), _graph.Scalar(Masked));              // (B, T)
        string absentKeys = _graph.Node("Unsqueeze", [absent, _graph.Longs(1, 2)]);                             // (B, 1, 1, T)
        for (int l = 0; l < _shape.Layers; l++)
            x = Layer(x, l, absentKeys, between);
        string last = Normalize(Last(x, 1), _weights.FinalGain, _weights.FinalShift);                           // (B, D)
        string turned = _graph.Node("Transpose", [table], ("perm", new long[] { 1, 0 }));                       // (D, N)
        string scores = _shape.Interests > 1 ? Interests(z, last, absent, turned) : _graph.Node("MatMul", [last, turned]);
        if (_shape.Target)
            scores = Add(scores, Target(z, absent, between, turned));
        if (_shape.Interests == 1)
            _graph.Output(last, "interest", OnnxElementType.Float, "batch", d);
        _graph.Output(scores, "scores", OnnxElementType.Float, "batch", _shape.Items);
        return _graph.Build();
    }

    private string Layer(string x, int l, string absentKeys, string between)
    {
        int t = _shape.Positions, d = _shape.Width, h = _shape.Heads, w = _shape.HeadWidth, f = _shape.FeedForward;
        string qkv = Linear(Normalize(x, Of(l, LayerWeight.AttentionGain), Of(l, LayerWeight.AttentionShift)), Of(l, LayerWeight.QueryKeyValue), Of(l, LayerWeight.QueryKeyValueBias), d, 3 * d);
        string[] parts = _graph.Nodes("Split", [qkv, _graph.Longs(d, d, d)], 3, "", ("axis", 2));
        string q = Heads(parts[0], 0, 2, 1, 3), k = Heads(parts[1], 0, 2, 3, 1), v = Heads(parts[2], 0, 2, 1, 3);
        string scores = Mul(_graph.Node("MatMul", [q, k]), _graph.Scalar(1 / MathF.Sqrt(w)));                   // (B, H, T, T)
        scores = Add(Add(scores, Constant(Distances(Of(l, LayerWeight.DistanceBias)), 1, h, t, t)), absentKeys);
        if (_shape.Gaps)
        {
            var byHead = Of(l, LayerWeight.GapBias);
            var byClass = new float[byHead.Length];                                                             // (G, H)
            for (int g = 0; g < TimeGap.Count; g++)
                for (int head = 0; head < h; head++)
                    byClass[g * h + head] = byHead[head * TimeGap.Count + g];
            string bias = _graph.Node("Gather", [Constant(byClass, TimeGap.Count, h), between], ("axis", 0));   // (B, T, T, H)
            scores = Add(scores, _graph.Node("Transpose", [bias], ("perm", new long[] { 0, 3, 1, 2 })));
        }
        string heads = _graph.Node("MatMul", [_graph.Node("Softmax", [scores], ("axis", -1)), v]);
        string joined = _graph.Node("Reshape", [_graph.Node("Transpose", [heads], ("perm", new long[] { 0, 2, 1, 3 })), _graph.Longs(0, 0, d)]);
        string a = Join(x, Linear(joined, Of(l, LayerWeight.Output), Of(l, LayerWeight.OutputBias), d, d), Of(l, LayerWeight.AttentionGate), Of(l, LayerWeight.AttentionGateBias));
        string hidden = Linear(Normalize(a, Of(l, LayerWeight.HiddenGain), Of(l, LayerWeight.HiddenShift)), Of(l, LayerWeight.Hidden), Of(l, LayerWeight.HiddenBias), d, f);
        string erf = _graph.Node("Erf", [Mul(hidden, _graph.Scalar(1 / MathF.Sqrt(2)))]);
        string active = Mul(Mul(hidden, Add(erf, _graph.Scalar(1))), _graph.Scalar(0.5f));
        return Join(a, Linear(active, Of(l, LayerWeight.Back), Of(l, LayerWeight.BackBias), f, d), Of(l, LayerWeight.HiddenGate), Of(l, LayerWeight.HiddenGateBias));

        string Heads(string part, params long[] order) => _graph.Node("Transpose", [_graph.Node("Reshape", [part, _graph.Longs(0, 0, h, w)])], ("perm", order));
    }

    /// <summary>Scores by the nearest of K interests.</summary>
    private string Interests(string z, string h, string absent, string turned)
    {
        int t = _shape.Positions, d = _shape.Width;
        var interests = new string[_shape.Interests];
        for (int k = 0; k < interests.Length; k++)
        {
            string asked = _graph.Node("MatMul", [z, Constant(_weights.InterestQuery.Slice(k * d, d), d, 1)]);   // (B, T, 1)
            string logits = Add(Mul(_graph.Node("Squeeze", [asked, _graph.Longs(2)]), _graph.Scalar(1 / MathF.Sqrt(d))), Constant(FromLast(_weights.InterestDistance.Slice(k * t, t)), 1, t));
            string alpha = _graph.Node("Unsqueeze", [_graph.Node("Softmax", [Add(logits, absent)], ("axis", -1)), _graph.Longs(1)]);
            string pooled = _graph.Node("Squeeze", [_graph.Node("MatMul", [alpha, z]), _graph.Longs(1)]);         // (B, D)
            string interest = Add(h, _graph.Node("MatMul", [pooled, Constant(_weights.InterestValue.Slice(k * d * d, d * d), d, d)]));
            interests[k] = _graph.Node("Unsqueeze", [interest, _graph.Longs(1)]);
        }
        string all = _graph.Node("Concat", interests, ("axis", 1));                                              // (B, K, D)
        _graph.Output(all, "interests", OnnxElementType.Float, "batch", _shape.Interests, d);
        return _graph.Node("ReduceMax", [_graph.Node("MatMul", [all, turned])], ("axes", new long[] { 1 }), ("keepdims", 0));
    }

    /// <summary>What target attention adds to every score.</summary>
    private string Target(string z, string absent, string between, string turned)
    {
        int t = _shape.Positions, d = _shape.Width;
        string questions = _graph.Node("MatMul", [Constant(Turned(_weights.TargetQuery), d, d), turned]);        // (D, N)
        string values = _graph.Node("MatMul", [Constant(Turned(_weights.TargetValue), d, d), turned]);
        string bias = Add(Constant(FromLast(_weights.TargetDistance), 1, t), absent);                            // (B, T)
        if (_shape.Gaps)
            bias = Add(bias, _graph.Node("Gather", [Constant(_weights.TargetGap, TimeGap.Count), Last(between, 1)], ("axis", 0)));
        string logits = Add(_graph.Node("MatMul", [z, questions]), _graph.Node("Unsqueeze", [bias, _graph.Longs(2)])); // (B, T, N)
        string weighted = Mul(_graph.Node("Softmax", [logits], ("axis", 1)), _graph.Node("MatMul", [z, values]));
        return _graph.Node("ReduceSum", [weighted, _graph.Longs(1)], ("keepdims", 0));
    }

    private string Join(string x, string y, ReadOnlySpan<float> gate, ReadOnlySpan<float> bias)
    {
        int d = _shape.Width;
        return Add(x, gate.IsEmpty ? y : Mul(y, _graph.Node("Sigmoid", [Linear(x, gate, bias, d, d)])));
    }

    private string Look(string input, ReadOnlySpan<float> table, int t) =>
        _graph.Node("Gather", [Constant(table, table.Length / _shape.Width, _shape.Width), _graph.Input(input, OnnxElementType.Int64, "batch", t)], ("axis", 0));

    private string Last(string x, int axis) => _graph.Node("Gather", [x, _graph.Long(_shape.Positions - 1)], ("axis", axis));

    private string Normalize(string x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift) =>
        _graph.Node("LayerNormalization", [x, Constant(gain, gain.Length), Constant(shift, shift.Length)], ("axis", -1), ("epsilon", BehaviorEncoder.Epsilon));

    private string Linear(string x, ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias, int k, int n) => Add(_graph.Node("MatMul", [x, Constant(matrix, k, n)]), Constant(bias, n));

    private string Add(string a, string b) => _graph.Node("Add", [a, b]);

    private string Mul(string a, string b) => _graph.Node("Mul", [a, b]);

    private string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => _graph.Constant($"w{_constants++}", values, shape);

    private ReadOnlySpan<float> Of(int layer, LayerWeight weight) => _weights.Of(layer, weight);

    /// <summary>Biases by distance as a matrix, (H, T, T), with what lies in the future masked.</summary>
    private float[] Distances(ReadOnlySpan<float> distance)
    {
        int t = _shape.Positions;
        var matrix = new float[_shape.Heads * t * t];
        for (int h = 0; h < _shape.Heads; h++)
            for (int i = 0; i < t; i++)
                for (int j = 0; j < t; j++)
                    matrix[(h * t + i) * t + j] = j <= i ? distance[h * t + i - j] : Masked;
        return matrix;
    }

    private static float[] FromLast(ReadOnlySpan<float> distance)
    {
        float[] turned = distance.ToArray();
        Array.Reverse(turned);
        return turned;
    }

    private static float[] Turned(ReadOnlySpan<float> square)
    {
        int d = (int)Math.Sqrt(square.Length);
        var turned = new float[square.Length];
        for (int i = 0; i < d; i++)
            for (int j = 0; j < d; j++)
                turned[j * d + i] = square[i * d + j];
        return turned;
    }
}
