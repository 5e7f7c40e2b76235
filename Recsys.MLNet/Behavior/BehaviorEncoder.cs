using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>The layers of a behaviour model, packed for serving: one user's behaviours → their interest vector.</summary>
/// <remarks>
/// Every layer but the last is computed at every position, the last at the last position only, without keys and values (<see cref="LayerProjections"/>).
/// What the first layer makes of an item is looked up (<see cref="FirstProjections"/>).
/// Nothing is allocated once a scratch exists for each thread.
/// </remarks>
internal sealed class BehaviorEncoder
{
    internal const float Epsilon = 1e-6f;
    private readonly BehaviorWeights _weights;
    private readonly BehaviorArchitecture _shape;
    private readonly Layer[] _layers;
    private readonly RowMatrix _items;
    private readonly FirstProjections? _first;
    private readonly ConcurrentBag<BehaviorScratch> _free = [];

    public BehaviorEncoder(BehaviorWeights weights, RowMatrix items)
    {
        (_weights, _shape, _items) = (weights, weights.Shape, items);
        _layers = [.. Enumerable.Range(0, _shape.Layers).Select(l => new Layer(weights, l))];
        _first = FirstProjections.Of(weights, _layers[0].Projections, items);
    }

    public BehaviorScratch Rent() => _free.TryTake(out var scratch) ? scratch : new BehaviorScratch(_shape);

    public void Return(BehaviorScratch scratch) => _free.Add(scratch);

    /// <summary>h of the last position.</summary>
    public void Run(BehaviorScratch s, Span<float> interest)
    {
        int d = _shape.Width, n = s.Length;
        for (int i = 0; i < n; i++)
            Input(s.Items[i], s.Gaps[i], s.Types[i], s.Values[i], s.X.AsSpan(i * d, d));
        if (_shape.Gaps)
            for (int i = _layers.Length > 1 ? 0 : n - 1; i < n; i++)
                TimeGap.Of(s.Times.AsSpan(0, i + 1), s.Classes.AsSpan(i * n, i + 1));
        for (int l = 0; l < _layers.Length; l++)
        {
            bool last = l == _layers.Length - 1;
            int from = last ? n - 1 : 0, rows = n - from;
            if (last && (l > 0 || _first is null))
            {
                AttendLast(s, l, n);
            }
            else
            {
                Project(s, l, from, n);
                for (int i = from; i < n; i++)
                    Attend(s, l, i, n, last);
            }
            Finish(s, l, from, rows);
        }
        LayerNorm.Compute(s.X.AsSpan((n - 1) * d, d), _weights.FinalGain, _weights.FinalShift, Epsilon, interest);
    }

    /// <summary>Keys and values of all positions, queries and, in the first layer, gates of those from <paramref name="from"/> on.</summary>
    private void Project(BehaviorScratch s, int l, int from, int n)
    {
        int d = _shape.Width;
        Layer layer = _layers[l];
        if (l == 0 && _first is not null)
        {
            for (int i = 0; i < n; i++)
            {
                int column = i < from ? d : 0;
                _first.QueryKeyValue(s.Items[i], s.Gaps[i], s.Types[i], s.Values[i], s.X.AsSpan(i * d, d), column, s.Qkv.AsSpan(i * 3 * d + column, 3 * d - column));
            }
            if (layer.AttentionGate is not null)
                for (int i = from; i < n; i++)
                    _first.Gate(s.Items[i], s.Gaps[i], s.Types[i], s.Values[i], s.Gate.AsSpan(i * d, d));
            return;
        }
        Normalize(s.X, LayerWeight.AttentionGain, l, s.Normal, 0, n);
        Gemm.Multiply(s.Normal, n, d, layer.KeyValue, layer.KeyValueBias, s.Qkv.AsSpan(d), 3 * d);
        Gemm.Multiply(s.Normal.AsSpan(from * d), n - from, d, layer.Query, layer.QueryBias, s.Qkv.AsSpan(from * 3 * d), 3 * d);
    }

    /// <summary>h after one more behaviour, whose keys and values are added to those of the ones before: (T, 2D) a layer, keys first, from row <paramref name="start"/> on.</summary>
    public void RunOne(int item, byte gap, byte type, byte value, float[][] keyValues, int start, ReadOnlySpan<byte> classes, int count, Span<float> interest)
    {
        int d = _shape.Width, w = _shape.HeadWidth;
        var s = Rent();
        var x = s.X.AsSpan(0, d);
        Input(item, gap, type, value, x);
        for (int l = 0; l < _layers.Length; l++)
        {
            Layer layer = _layers[l];
            var known = keyValues[l].AsSpan(start * 2 * d);
            var newest = known.Slice((count - 1) * 2 * d, 2 * d);
            if (l == 0 && _first is not null)
            {
                _first.QueryKeyValue(item, gap, type, value, x, 0, s.Qkv.AsSpan(0, 3 * d));
                s.Qkv.AsSpan(d, 2 * d).CopyTo(newest);
                if (layer.AttentionGate is not null)
                    _first.Gate(item, gap, type, value, s.Gate.AsSpan(0, d));
            }
            else
            {
                Normalize(s.X, LayerWeight.AttentionGain, l, s.Normal, 0, 1);
                Gemm.Multiply(s.Normal, 1, d, layer.KeyValue, layer.KeyValueBias, newest, 2 * d);
                Gemm.Multiply(s.Normal, 1, d, layer.Query, layer.QueryBias, s.Qkv, d);
            }
            for (int h = 0; h < _shape.Heads; h++)
            {
                var weights = s.Weights.AsSpan(0, count);
                CausalAttention.Row(s.Qkv.AsSpan(h * w, w), known[(h * w)..], 2 * d, count - 1, Distance(l, h), GapBias(l, h), classes, weights);
                CausalAttention.Average(weights, known[(d + h * w)..], 2 * d, s.Heads.AsSpan(h * w, w));
            }
            Finish(s, l, 0, 1);
        }
        LayerNorm.Compute(x, _weights.FinalGain, _weights.FinalShift, Epsilon, interest);
        Return(s);
    }

    private ReadOnlySpan<float> Distance(int l, int head) => _weights.Of(l, LayerWeight.DistanceBias).Slice(head * _shape.Positions, _shape.Positions);

    private ReadOnlySpan<float> GapBias(int l, int head) => _shape.Gaps ? _weights.Of(l, LayerWeight.GapBias).Slice(head * TimeGap.Count, TimeGap.Count) : [];

    /// <summary>x of one behaviour before the first layer.</summary>
    private void Input(int item, byte gap, byte type, byte value, Span<float> x)
    {
        int d = _shape.Width;
        _items.Row(item).CopyTo(x);
        if (_shape.Gaps)
            Lanes.AddScaled(x, _weights.Gaps.Slice(gap * d, d), 1);
        if (_shape.Types > 1)
            Lanes.AddScaled(x, _weights.Types.Slice(type * d, d), 1);
        if (_shape.Values)
            Lanes.AddScaled(x, _weights.ValueClasses.Slice(value * d, d), 1);
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

    /// <summary>Attention of the last position in the last layer, over the inputs of the layer themselves.</summary>
    private void AttendLast(BehaviorScratch s, int l, int n)
    {
        int d = _shape.Width, w = _shape.HeadWidth;
        Layer layer = _layers[l];
        Normalize(s.X, LayerWeight.AttentionGain, l, s.Normal, 0, n);
        Gemm.Multiply(s.Normal.AsSpan((n - 1) * d), 1, d, layer.Query, layer.QueryBias, s.Qkv, d);
        s.LastWeights.AsSpan(0, n).Clear();
        var classes = _shape.Gaps ? s.Classes.AsSpan((n - 1) * n, n) : [];
        for (int h = 0; h < _shape.Heads; h++)
        {
            var weights = s.Weights.AsSpan(0, n);
            Gemm.Multiply(s.Qkv.AsSpan(h * w), 1, w, layer.KeyReaders[h], [], s.Reader, d);
            TensorPrimitives.Multiply(s.Reader, MathF.Sqrt(_shape.Heads), s.Reader); // Row divides by the root of D; a head's scores by that of D / H
            CausalAttention.Row(s.Reader, s.Normal, d, n - 1, Distance(l, h), GapBias(l, h), classes, weights);
            CausalAttention.Average(weights, s.Normal, d, s.Reader);
            Gemm.Multiply(s.Reader, 1, d, layer.Values[h], layer.KeyValueBias.AsSpan(d + h * w, w), s.Heads.AsSpan((n - 1) * d + h * w), w);
            Lanes.AddScaled(s.LastWeights.AsSpan(0, n), weights, 1f / _shape.Heads);
        }
    }

    /// <summary>What follows attention in a layer, for the positions from <paramref name="from"/> on.</summary>
    private void Finish(BehaviorScratch s, int l, int from, int rows)
    {
        int d = _shape.Width, f = _shape.FeedForward, at = from * d, count = rows * d;
        Layer layer = _layers[l];
        if (layer.Output is not null)
            Gemm.Multiply(s.Heads.AsSpan(at), rows, d, layer.Output, _weights.Of(l, LayerWeight.OutputBias), s.Result.AsSpan(at), d);
        Join(s, layer.Output is null ? s.Heads : s.Result, layer.AttentionGate, _weights.Of(l, LayerWeight.AttentionGateBias), at, rows, count, known: l == 0 && _first is not null);
        Normalize(s.X, LayerWeight.HiddenGain, l, s.Normal, from, rows);
        Gemm.Multiply(s.Normal.AsSpan(at), rows, d, layer.Hidden, _weights.Of(l, LayerWeight.HiddenBias), s.Hidden.AsSpan(from * f), f, Activation.Gelu);
        Gemm.Multiply(s.Hidden.AsSpan(from * f), rows, f, layer.Back, _weights.Of(l, LayerWeight.BackBias), s.Result.AsSpan(at), d);
        Join(s, s.Result, layer.HiddenGate, _weights.Of(l, LayerWeight.HiddenGateBias), at, rows, count, known: false);
    }

    private void Join(BehaviorScratch s, float[] added, PackedMatrix? gate, ReadOnlySpan<float> bias, int at, int rows, int count, bool known)
    {
        Span<float> x = s.X.AsSpan(at, count), result = added.AsSpan(at, count);
        if (gate is not null)
        {
            var g = s.Gate.AsSpan(at, count);
            if (!known)
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
            int d = weights.Shape.Width, f = weights.Shape.FeedForward, w = weights.Shape.HeadWidth;
            Projections = new(weights, l);
            Query = Projections.Pack(0, d);
            KeyValue = Projections.Pack(d, 2 * d);
            (QueryBias, KeyValueBias) = (Projections.Bias[..d], Projections.Bias[d..]);
            if (l == weights.Shape.Layers - 1)
            {
                KeyReaders = [.. Enumerable.Range(0, weights.Shape.Heads).Select(h => Projections.PackTransposed(d + h * w, w))];
                Values = [.. Enumerable.Range(0, weights.Shape.Heads).Select(h => Projections.Pack(2 * d + h * w, w))];
            }
            Output = Projections.Folded ? null : PackedMatrix.Pack(weights.Of(l, LayerWeight.Output), d, d);
            Hidden = PackedMatrix.Pack(weights.Of(l, LayerWeight.Hidden), d, f);
            Back = PackedMatrix.Pack(weights.Of(l, LayerWeight.Back), f, d);
            if (weights.Shape.Block == BehaviorBlock.Gated)
            {
                AttentionGate = PackedMatrix.Pack(weights.Of(l, LayerWeight.AttentionGate), d, d);
                HiddenGate = PackedMatrix.Pack(weights.Of(l, LayerWeight.HiddenGate), d, d);
            }
        }

        public LayerProjections Projections { get; }

        public PackedMatrix Query { get; }

        public PackedMatrix KeyValue { get; }

        public float[] QueryBias { get; }

        public float[] KeyValueBias { get; }

        /// <summary>For each head of the last layer, what turns its query into one that reads inputs.</summary>
        public PackedMatrix[] KeyReaders { get; } = [];

        /// <summary>For each head of the last layer, what turns an average of inputs into one of values.</summary>
        public PackedMatrix[] Values { get; } = [];

        /// <summary>Null where it is in the values.</summary>
        public PackedMatrix? Output { get; }

        public PackedMatrix Hidden { get; }

        public PackedMatrix Back { get; }

        public PackedMatrix? AttentionGate { get; }

        public PackedMatrix? HiddenGate { get; }
    }
}
