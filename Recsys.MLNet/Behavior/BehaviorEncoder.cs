using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>The layers of a behaviour model, packed for serving: one user's behaviours → their interest vector.</summary>
/// <remarks>
/// Every layer but the last is computed at every position; the last needs keys and values everywhere, the rest at the last position only.
/// Nothing is allocated once a scratch exists for each thread.
/// </remarks>
internal sealed class BehaviorEncoder
{
    internal const float Epsilon = 1e-6f;
    private readonly BehaviorWeights _weights;
    private readonly BehaviorArchitecture _shape;
    private readonly Layer[] _layers;
    private readonly ConcurrentBag<BehaviorScratch> _free = [];

    public BehaviorEncoder(BehaviorWeights weights)
    {
        (_weights, _shape) = (weights, weights.Shape);
        _layers = [.. Enumerable.Range(0, _shape.Layers).Select(l => new Layer(weights, l))];
    }

    public BehaviorScratch Rent() => _free.TryTake(out var scratch) ? scratch : new BehaviorScratch(_shape);

    public void Return(BehaviorScratch scratch) => _free.Add(scratch);

    /// <summary>h of the last position.</summary>
    public void Run(RowMatrix items, BehaviorScratch s, Span<float> interest)
    {
        int d = _shape.Width, n = s.Length;
        for (int i = 0; i < n; i++)
            Input(items, s.Items[i], s.Gaps[i], s.Types[i], s.X.AsSpan(i * d, d));
        if (_shape.Gaps)
            for (int i = 0; i < n; i++)
                for (int j = 0; j <= i; j++)
                    s.Classes[i * n + j] = (byte)TimeGap.Of(s.Times[i] - s.Times[j]);
        for (int l = 0; l < _layers.Length; l++)
        {
            bool last = l == _layers.Length - 1;
            int from = last ? n - 1 : 0, rows = n - from;
            Layer layer = _layers[l];
            Normalize(s.X, LayerWeight.AttentionGain, l, s.Normal, 0, n);
            Gemm.Multiply(s.Normal, n, d, layer.KeyValue, layer.KeyValueBias, s.Qkv.AsSpan(d), 3 * d);
            Gemm.Multiply(s.Normal.AsSpan(from * d), rows, d, layer.Query, layer.QueryBias, s.Qkv.AsSpan(from * 3 * d), 3 * d);
            for (int i = from; i < n; i++)
                Attend(s, l, i, n, last);
            Finish(s, l, from, rows);
        }
        LayerNorm.Compute(s.X.AsSpan((n - 1) * d, d), _weights.FinalGain, _weights.FinalShift, Epsilon, interest);
    }

    /// <summary>h after one more behaviour, whose keys and values are added to those of the ones before: (T, 2D) a layer, keys first.</summary>
    public void RunOne(RowMatrix items, int item, byte gap, byte type, float[][] keyValues, ReadOnlySpan<byte> classes, int count, Span<float> interest)
    {
        int d = _shape.Width, w = _shape.HeadWidth;
        var s = Rent();
        Input(items, item, gap, type, s.X.AsSpan(0, d));
        for (int l = 0; l < _layers.Length; l++)
        {
            Layer layer = _layers[l];
            float[] known = keyValues[l];
            Normalize(s.X, LayerWeight.AttentionGain, l, s.Normal, 0, 1);
            Gemm.Multiply(s.Normal, 1, d, layer.KeyValue, layer.KeyValueBias, known.AsSpan((count - 1) * 2 * d), 2 * d);
            Gemm.Multiply(s.Normal, 1, d, layer.Query, layer.QueryBias, s.Qkv, d);
            for (int h = 0; h < _shape.Heads; h++)
            {
                var weights = s.Weights.AsSpan(0, count);
                CausalAttention.Row(s.Qkv.AsSpan(h * w, w), known.AsSpan(h * w), 2 * d, count - 1, Distance(l, h), GapBias(l, h), classes, weights);
                CausalAttention.Average(weights, known.AsSpan(d + h * w), 2 * d, s.Heads.AsSpan(h * w, w));
            }
            Finish(s, l, 0, 1);
        }
        LayerNorm.Compute(s.X.AsSpan(0, d), _weights.FinalGain, _weights.FinalShift, Epsilon, interest);
        Return(s);
    }

    private ReadOnlySpan<float> Distance(int l, int head) => _weights.Of(l, LayerWeight.DistanceBias).Slice(head * _shape.Positions, _shape.Positions);

    private ReadOnlySpan<float> GapBias(int l, int head) => _shape.Gaps ? _weights.Of(l, LayerWeight.GapBias).Slice(head * TimeGap.Count, TimeGap.Count) : [];

    /// <summary>x of one behaviour before the first layer.</summary>
    public void Input(RowMatrix items, int item, byte gap, byte type, Span<float> x)
    {
        int d = _shape.Width;
        items.Row(item).CopyTo(x);
        if (_shape.Gaps)
            TensorPrimitives.Add(x, _weights.Gaps.Slice(gap * d, d), x);
        if (_shape.Types > 1)
            TensorPrimitives.Add(x, _weights.Types.Slice(type * d, d), x);
    }

    private void Attend(BehaviorScratch s, int l, int i, int n, bool last)
    {
        int d = _shape.Width, w = _shape.HeadWidth;
        if (last)
            s.LastWeights.AsSpan(0, n).Clear();
        for (int h = 0; h < _shape.Heads; h++)
        {
            var weights = s.Weights.AsSpan(0, i + 1);
            CausalAttention.Row(s.Qkv.AsSpan(i * 3 * d + h * w, w), s.Qkv.AsSpan(d + h * w), 3 * d, i,
                Distance(l, h), GapBias(l, h), _shape.Gaps ? s.Classes.AsSpan(i * n, i + 1) : [], weights);
            CausalAttention.Average(weights, s.Qkv.AsSpan(2 * d + h * w), 3 * d, s.Heads.AsSpan(i * d + h * w, w));
            if (last)
                Lanes.AddScaled(s.LastWeights.AsSpan(0, i + 1), weights, 1f / _shape.Heads);
        }
    }

    /// <summary>What follows attention in a layer, for the positions from <paramref name="from"/> on.</summary>
    private void Finish(BehaviorScratch s, int l, int from, int rows)
    {
        int d = _shape.Width, f = _shape.FeedForward, at = from * d, count = rows * d;
        Layer layer = _layers[l];
        Gemm.Multiply(s.Heads.AsSpan(at), rows, d, layer.Output, _weights.Of(l, LayerWeight.OutputBias), s.Result.AsSpan(at), d);
        Join(s, layer.AttentionGate, _weights.Of(l, LayerWeight.AttentionGateBias), at, rows, count);
        Normalize(s.X, LayerWeight.HiddenGain, l, s.Normal, from, rows);
        Gemm.Multiply(s.Normal.AsSpan(at), rows, d, layer.Hidden, _weights.Of(l, LayerWeight.HiddenBias), s.Hidden.AsSpan(from * f), f, Activation.Gelu);
        Gemm.Multiply(s.Hidden.AsSpan(from * f), rows, f, layer.Back, _weights.Of(l, LayerWeight.BackBias), s.Result.AsSpan(at), d);
        Join(s, layer.HiddenGate, _weights.Of(l, LayerWeight.HiddenGateBias), at, rows, count);
    }

    private void Join(BehaviorScratch s, PackedMatrix? gate, ReadOnlySpan<float> bias, int at, int rows, int count)
    {
        Span<float> x = s.X.AsSpan(at, count), result = s.Result.AsSpan(at, count);
        if (gate is not null)
        {
            var g = s.Gate.AsSpan(at, count);
            Gemm.Multiply(x, rows, _shape.Width, gate, bias, g, _shape.Width);
            VectorMath.Sigmoid(g, g);
            TensorPrimitives.Multiply(result, g, result);
        }
        TensorPrimitives.Add(x, result, x);
    }

    private void Normalize(float[] x, LayerWeight gain, int l, float[] y, int from, int rows)
    {
        int d = _shape.Width;
        for (int i = from; i < from + rows; i++)
            LayerNorm.Compute(x.AsSpan(i * d, d), _weights.Of(l, gain), _weights.Of(l, gain + 1), Epsilon, y.AsSpan(i * d, d));
    }

    private sealed class Layer
    {
        public Layer(BehaviorWeights weights, int l)
        {
            int d = weights.Shape.Width, f = weights.Shape.FeedForward;
            var qkv = weights.Of(l, LayerWeight.QueryKeyValue);
            float[] query = new float[d * d], keyValue = new float[d * 2 * d];
            for (int i = 0; i < d; i++)
            {
                qkv.Slice(i * 3 * d, d).CopyTo(query.AsSpan(i * d));
                qkv.Slice(i * 3 * d + d, 2 * d).CopyTo(keyValue.AsSpan(i * 2 * d));
            }
            Query = PackedMatrix.Pack(query, d, d);
            KeyValue = PackedMatrix.Pack(keyValue, d, 2 * d);
            QueryBias = weights.Of(l, LayerWeight.QueryKeyValueBias)[..d].ToArray();
            KeyValueBias = weights.Of(l, LayerWeight.QueryKeyValueBias)[d..].ToArray();
            Output = PackedMatrix.Pack(weights.Of(l, LayerWeight.Output), d, d);
            Hidden = PackedMatrix.Pack(weights.Of(l, LayerWeight.Hidden), d, f);
            Back = PackedMatrix.Pack(weights.Of(l, LayerWeight.Back), f, d);
            if (weights.Shape.Block == BehaviorBlock.Gated)
            {
                AttentionGate = PackedMatrix.Pack(weights.Of(l, LayerWeight.AttentionGate), d, d);
                HiddenGate = PackedMatrix.Pack(weights.Of(l, LayerWeight.HiddenGate), d, d);
            }
        }

        public PackedMatrix Query { get; }

        public PackedMatrix KeyValue { get; }

        public float[] QueryBias { get; }

        public float[] KeyValueBias { get; }

        public PackedMatrix Output { get; }

        public PackedMatrix Hidden { get; }

        public PackedMatrix Back { get; }

        public PackedMatrix? AttentionGate { get; }

        public PackedMatrix? HiddenGate { get; }
    }
}
