using System.Numerics.Tensors;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>The model forward and backward over one packed batch, with every intermediate result kept in between.</summary>
/// <remarks>
/// <code>
/// x⁰ = drop(item + gap + type + value)
/// a = x + drop(attention(norm x)·O ⊙ gate)        xˡ⁺¹ = a + drop(gelu(norm(a)·W₁)·W₂ ⊙ gate)
/// h = norm(xᴸ)                                    gate = 1, or σ(input·G + g)
/// </code>
/// Shapes: P positions, D width, F feed-forward, all (P, D) or (P, F), row-major. Positions of different sequences meet nowhere.
/// One pass is one thread's work; a step runs a fixed number of them and adds their gradients in order.
/// </remarks>
public sealed class SequencePass(BehaviorArchitecture shape)
{
    private const float Epsilon = 1e-6f;
    private readonly Layer[] _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new Layer())];
    private float[] _inputMask = [], _last = [], _means = [], _inverses = [], _dx = [], _dy = [], _dz = [], _dqkv = [], _df = [];
    private int _room;
    private bool _training;

    /// <summary>Gradients of everything but the item table.</summary>
    public BehaviorWeights Gradient { get; } = new(shape, withItems: false);

    /// <summary>h, (P, D).</summary>
    public float[] Output { get; private set; } = [];

    /// <summary>Gradient with respect to the item vector at each position, (P, D).</summary>
    public float[] InputGradient { get; private set; } = [];

    /// <summary>Runs forward; <paramref name="dropout"/> is null outside training.</summary>
    public void Forward(BehaviorWeights weights, ReadOnlySpan<float> vectors, PackedBatch batch, float share, RandomStream? dropout)
    {
        int d = shape.Width, f = shape.FeedForward, p = batch.Positions, n = p * d;
        Reserve(p, batch.Squares);
        _training = dropout is not null && share > 0;
        var x = _layers.Length > 0 ? _layers[0].Input : _last;
        for (int i = 0; i < p; i++)
        {
            var row = x.AsSpan(i * d, d);
            vectors.Slice(batch.Slots[i] * d, d).CopyTo(row);
            if (shape.Gaps)
                TensorPrimitives.Add(row, weights.Gaps.Slice(batch.Gaps[i] * d, d), row);
            if (shape.Types > 1)
                TensorPrimitives.Add(row, weights.Types.Slice(batch.Types[i] * d, d), row);
            if (shape.Values)
                TensorPrimitives.Add(row, weights.ValueClasses.Slice(batch.Values[i] * d, d), row);
        }
        Drop(_inputMask, x.AsSpan(0, n), share, dropout);
        for (int l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var next = l + 1 < _layers.Length ? _layers[l + 1].Input : _last;
            Normalize(layer.Input, weights.Of(l, LayerWeight.AttentionGain), weights.Of(l, LayerWeight.AttentionShift), layer.Normal, layer.Means, layer.Inverses, p);
            Linear(layer.Normal, p, d, weights.Of(l, LayerWeight.QueryKeyValue), weights.Of(l, LayerWeight.QueryKeyValueBias), layer.Qkv, 3 * d);
            Attend(weights, l, batch);
            Linear(layer.Heads, p, d, weights.Of(l, LayerWeight.Output), weights.Of(l, LayerWeight.OutputBias), layer.Attended, d);
            Join(layer.Input, layer.Attended, weights, l, LayerWeight.AttentionGate, layer.Gate, layer.Mask, layer.Middle, p, share, dropout);
            Normalize(layer.Middle, weights.Of(l, LayerWeight.HiddenGain), weights.Of(l, LayerWeight.HiddenShift), layer.MiddleNormal, layer.MiddleMeans, layer.MiddleInverses, p);
            Linear(layer.MiddleNormal, p, d, weights.Of(l, LayerWeight.Hidden), weights.Of(l, LayerWeight.HiddenBias), layer.Hidden, f);
            VectorMath.Gelu(layer.Hidden.AsSpan(0, p * f), layer.Active.AsSpan(0, p * f));
            Drop(layer.ActiveMask, layer.Active.AsSpan(0, p * f), share, dropout);
            Linear(layer.Active, p, f, weights.Of(l, LayerWeight.Back), weights.Of(l, LayerWeight.BackBias), layer.Returned, d);
            Join(layer.Middle, layer.Returned, weights, l, LayerWeight.HiddenGate, layer.MiddleGate, layer.MiddleMask, next, p, share, dropout);
        }
        Normalize(_last, weights.FinalGain, weights.FinalShift, Output, _means, _inverses, p);
    }

    /// <summary>Runs backward from the gradient with respect to h; adds to <see cref="Gradient"/> and sets <see cref="InputGradient"/>.</summary>
    public void Backward(BehaviorWeights weights, PackedBatch batch, ReadOnlySpan<float> outputGradient)
    {
        int d = shape.Width, f = shape.FeedForward, p = batch.Positions, n = p * d;
        var dx = _dx.AsSpan(0, n);
        dx.Clear();
        LayerNormGradient.Add(_last, weights.FinalGain, _means, _inverses, outputGradient, dx, Gradient.FinalGain, Gradient.FinalShift, p);
        for (int l = _layers.Length - 1; l >= 0; l--)
        {
            var layer = _layers[l];
            Span<float> dy = _dy.AsSpan(0, n), dz = _dz.AsSpan(0, n), df = _df.AsSpan(0, p * f), dqkv = _dqkv.AsSpan(0, 3 * n);
            Part(dx, layer.Returned, layer.Middle, weights, l, LayerWeight.HiddenGate, layer.MiddleGate, layer.MiddleMask, dy, p);
            LinearGradient(layer.Active, p, f, weights.Of(l, LayerWeight.Back), dy, d, df, Gradient.Of(l, LayerWeight.Back), Gradient.Of(l, LayerWeight.BackBias));
            if (_training)
                TensorPrimitives.Multiply(df, layer.ActiveMask.AsSpan(0, p * f), df);
            var slope = layer.Hidden.AsSpan(0, p * f);
            LaneMap.Run<GeluSlope>(slope, slope, SimdWidths.Best);
            TensorPrimitives.Multiply(df, slope, df);
            LinearGradient(layer.MiddleNormal, p, d, weights.Of(l, LayerWeight.Hidden), df, f, dz, Gradient.Of(l, LayerWeight.Hidden), Gradient.Of(l, LayerWeight.HiddenBias));
            LayerNormGradient.Add(layer.Middle, weights.Of(l, LayerWeight.HiddenGain), layer.MiddleMeans, layer.MiddleInverses, dz, dx, Gradient.Of(l, LayerWeight.HiddenGain), Gradient.Of(l, LayerWeight.HiddenShift), p);

            Part(dx, layer.Attended, layer.Input, weights, l, LayerWeight.AttentionGate, layer.Gate, layer.Mask, dy, p);
            LinearGradient(layer.Heads, p, d, weights.Of(l, LayerWeight.Output), dy, d, dz, Gradient.Of(l, LayerWeight.Output), Gradient.Of(l, LayerWeight.OutputBias));
            dqkv.Clear();
            AttendGradient(l, batch, dz, dqkv);
            LinearGradient(layer.Normal, p, d, weights.Of(l, LayerWeight.QueryKeyValue), dqkv, 3 * d, dz, Gradient.Of(l, LayerWeight.QueryKeyValue), Gradient.Of(l, LayerWeight.QueryKeyValueBias));
            LayerNormGradient.Add(layer.Input, weights.Of(l, LayerWeight.AttentionGain), layer.Means, layer.Inverses, dz, dx, Gradient.Of(l, LayerWeight.AttentionGain), Gradient.Of(l, LayerWeight.AttentionShift), p);
        }
        if (_training)
            TensorPrimitives.Multiply(dx, _inputMask.AsSpan(0, n), dx);
        dx.CopyTo(InputGradient);
        for (int i = 0; i < p; i++)
        {
            if (shape.Gaps)
                Lanes.AddScaled(Gradient.Gaps.Slice(batch.Gaps[i] * d, d), dx.Slice(i * d, d), 1);
            if (shape.Types > 1)
                Lanes.AddScaled(Gradient.Types.Slice(batch.Types[i] * d, d), dx.Slice(i * d, d), 1);
            if (shape.Values)
                Lanes.AddScaled(Gradient.ValueClasses.Slice(batch.Values[i] * d, d), dx.Slice(i * d, d), 1);
        }
    }

    private static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, Span<float> y, float[] means, float[] inverses, int rows)
    {
        int d = gain.Length;
        for (int i = 0; i < rows; i++)
            LayerNorm.Compute(x.Slice(i * d, d), gain, shift, Epsilon, y.Slice(i * d, d), out means[i], out inverses[i]);
    }

    private static void Linear(ReadOnlySpan<float> x, int rows, int k, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, Span<float> y, int n)
    {
        for (int i = 0; i < rows; i++)
            bias.CopyTo(y.Slice(i * n, n));
        Gemm.Multiply(rows, n, k, x, k, false, w, n, false, y, n, accumulate: true);
    }

    /// <summary>dx = dy·wᵀ, dw += xᵀ·dy, dbias += Σ dy.</summary>
    private static void LinearGradient(ReadOnlySpan<float> x, int rows, int k, ReadOnlySpan<float> w, ReadOnlySpan<float> dy, int n, Span<float> dx, Span<float> dw, Span<float> dBias)
    {
        Gemm.Multiply(rows, k, n, dy, n, false, w, n, true, dx, k);
        AddWeightGradient(x, rows, k, dy, n, dw, dBias);
    }

    private static void AddWeightGradient(ReadOnlySpan<float> x, int rows, int k, ReadOnlySpan<float> dy, int n, Span<float> dw, Span<float> dBias)
    {
        Gemm.Multiply(k, n, rows, x, k, true, dy, n, false, dw, n, accumulate: true);
        for (int i = 0; i < rows; i++)
            TensorPrimitives.Add(dBias, dy.Slice(i * n, n), dBias);
    }

    private void Drop(float[] mask, Span<float> x, float share, RandomStream? random)
    {
        if (!_training)
            return;
        Dropout.Fill(mask.AsSpan(0, x.Length), share, random!);
        TensorPrimitives.Multiply(x, mask.AsSpan(0, x.Length), x);
    }

    /// <summary>next = x + drop(y ⊙ gate(x)).</summary>
    private void Join(float[] x, float[] y, BehaviorWeights weights, int l, LayerWeight gateWeight, float[] gate, float[] mask, float[] next, int p, float share, RandomStream? random)
    {
        int d = shape.Width, n = p * d;
        var sum = next.AsSpan(0, n);
        if (shape.Block == BehaviorBlock.Gated)
        {
            Linear(x, p, d, weights.Of(l, gateWeight), weights.Of(l, gateWeight + 1), gate, d);
            VectorMath.Sigmoid(gate.AsSpan(0, n), gate.AsSpan(0, n));
            TensorPrimitives.Multiply(y.AsSpan(0, n), gate.AsSpan(0, n), sum);
        }
        else
        {
            y.AsSpan(0, n).CopyTo(sum);
        }
        Drop(mask, sum, share, random);
        TensorPrimitives.Add(sum, x.AsSpan(0, n), sum);
    }

    /// <summary>Backward of <see cref="Join"/>: dy from dx, the gate's gradients, and what goes through the gate to x added to dx.</summary>
    private void Part(Span<float> dx, float[] y, float[] x, BehaviorWeights weights, int l, LayerWeight gateWeight, float[] gate, float[] mask, Span<float> dy, int p)
    {
        int d = shape.Width, n = p * d;
        if (_training)
            TensorPrimitives.Multiply(dx, mask.AsSpan(0, n), dy);
        else
            dx.CopyTo(dy);
        if (shape.Block != BehaviorBlock.Gated)
            return;
        Span<float> g = gate.AsSpan(0, n), dGate = _dz.AsSpan(0, n);
        for (int i = 0; i < n; i++)
            dGate[i] = dy[i] * y[i] * g[i] * (1 - g[i]);
        TensorPrimitives.Multiply(dy, g, dy);
        AddWeightGradient(x, p, d, dGate, d, Gradient.Of(l, gateWeight), Gradient.Of(l, gateWeight + 1));
        Gemm.Multiply(p, d, d, dGate, d, false, weights.Of(l, gateWeight), d, true, dx, d, accumulate: true);
    }

    private void Attend(BehaviorWeights weights, int l, PackedBatch batch)
    {
        var layer = _layers[l];
        int d = shape.Width, w = shape.HeadWidth;
        for (int s = 0; s < batch.Sequences; s++)
        {
            var (from, length) = batch.Sequence(s);
            for (int h = 0; h < shape.Heads; h++)
            {
                var qkv = layer.Qkv.AsSpan(from * 3 * d, length * 3 * d);
                CausalAttention.Forward(qkv[(h * w)..], qkv[(d + h * w)..], qkv[(2 * d + h * w)..], 3 * d, length, w, Distance(weights, l, h), GapBias(weights, l, h), batch.ClassesOf(s),
                    layer.Weights.AsSpan(h * batch.Squares + batch.SquareOf(s), length * length), layer.Heads.AsSpan(from * d + h * w, length * d - h * w), d);
            }
        }
    }

    private void AttendGradient(int l, PackedBatch batch, ReadOnlySpan<float> dHeads, Span<float> dQkv)
    {
        var layer = _layers[l];
        int d = shape.Width, w = shape.HeadWidth;
        for (int s = 0; s < batch.Sequences; s++)
        {
            var (from, length) = batch.Sequence(s);
            for (int h = 0; h < shape.Heads; h++)
            {
                var qkv = layer.Qkv.AsSpan(from * 3 * d, length * 3 * d);
                var dqkv = dQkv.Slice(from * 3 * d, length * 3 * d);
                CausalAttention.Backward(qkv[(h * w)..], qkv[(d + h * w)..], qkv[(2 * d + h * w)..], 3 * d, length, w, batch.ClassesOf(s),
                    layer.Weights.AsSpan(h * batch.Squares + batch.SquareOf(s), length * length), dHeads.Slice(from * d + h * w, length * d - h * w), d,
                    dqkv[(h * w)..], dqkv[(d + h * w)..], dqkv[(2 * d + h * w)..], Distance(Gradient, l, h), GapBias(Gradient, l, h));
            }
        }
    }

    private Span<float> Distance(BehaviorWeights weights, int l, int head) => weights.Of(l, LayerWeight.DistanceBias).Slice(head * shape.Positions, shape.Positions);

    private Span<float> GapBias(BehaviorWeights weights, int l, int head) => shape.Gaps ? weights.Of(l, LayerWeight.GapBias).Slice(head * TimeGap.Count, TimeGap.Count) : [];

    private void Reserve(int positions, int squares)
    {
        int d = shape.Width, f = shape.FeedForward;
        foreach (var layer in _layers)
            if (layer.Weights.Length < squares * shape.Heads)
                layer.Weights = new float[2 * squares * shape.Heads];
        if (positions <= _room)
            return;
        _room = positions + positions / 4;
        int n = _room * d;
        foreach (var layer in _layers)
            layer.Reserve(_room, d, f, shape.Block == BehaviorBlock.Gated);
        (_inputMask, _last, _means, _inverses) = (new float[n], new float[n], new float[_room], new float[_room]);
        (_dx, _dy, _dz, _dqkv, _df) = (new float[n], new float[n], new float[n], new float[3 * n], new float[_room * f]);
        (Output, InputGradient) = (new float[n], new float[n]);
    }

    private sealed class Layer
    {
        public float[] Input = [], Normal = [], Means = [], Inverses = [], Qkv = [], Weights = [], Heads = [], Attended = [], Gate = [], Mask = [];
        public float[] Middle = [], MiddleNormal = [], MiddleMeans = [], MiddleInverses = [], Hidden = [], Active = [], ActiveMask = [], Returned = [], MiddleGate = [], MiddleMask = [];

        public void Reserve(int p, int d, int f, bool gated)
        {
            int n = p * d, g = gated ? n : 0;
            (Input, Normal, Means, Inverses, Qkv, Heads, Attended, Gate, Mask) = (new float[n], new float[n], new float[p], new float[p], new float[3 * n], new float[n], new float[n], new float[g], new float[n]);
            (Middle, MiddleNormal, MiddleMeans, MiddleInverses, Hidden, Active, ActiveMask, Returned, MiddleGate, MiddleMask) =
                (new float[n], new float[n], new float[p], new float[p], new float[p * f], new float[p * f], new float[p * f], new float[n], new float[g], new float[n]);
        }
    }
}
