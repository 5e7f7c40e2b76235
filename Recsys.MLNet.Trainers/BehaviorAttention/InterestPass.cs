using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Several interests at every position of one packed batch, and the one that expects the next item most: forward and backward.</summary>
/// <remarks>
/// <code>
/// α_k[t, j] = softmax_j( c_k·z_j / √D + distance_k[t − j] )        u_k,t = h_t + ( Σ_{j ≤ t} α_k[t, j]·z_j )·W_k        k* = argmax_k u_k,t·v_next
/// </code>
/// Shapes: P positions, K interests, D width; z (P, D) the items' vectors, h, chosen (P, D). Only u_k* learns from a position.
/// Cen et al. 2020, "Controllable multi-interest framework for recommendation", §3.2 (self-attentive extraction, label-aware choice).
/// </remarks>
internal sealed class InterestPass(BehaviorArchitecture shape)
{
    private float[] _qkv = [], _dqkv = [], _alpha = [], _pooled = [], _candidate = [], _dPooled = [], _masked = [];
    private int[] _choice = [];

    /// <summary>u_k*, (P, D).</summary>
    public float[] Chosen { get; private set; } = [];

    /// <summary>Sets <see cref="Chosen"/>.</summary>
    public void Forward(BehaviorWeights weights, ReadOnlySpan<float> vectors, PackedBatch batch, ReadOnlySpan<float> h)
    {
        int d = shape.Width, p = batch.Positions, n = p * d, ahead = batch.Targets.Length / Math.Max(1, p);
        Reserve(p, batch.Squares);
        Span<float> best = p <= 1024 ? stackalloc float[p] : new float[p];
        best.Fill(float.NegativeInfinity);
        for (int k = 0; k < shape.Interests; k++)
        {
            Lay(weights, vectors, batch, k);
            var pooled = _pooled.AsSpan(k * n, n);
            for (int q = 0; q < batch.Sequences; q++)
            {
                var (from, length) = batch.Sequence(q);
                var part = _qkv.AsSpan(from * 3 * d, length * 3 * d);
                CausalAttention.Forward(part, part[d..], part[(2 * d)..], 3 * d, length, d, Distance(weights, k), [], [], _alpha.AsSpan(k * batch.Squares + batch.SquareOf(q), length * length), pooled.Slice(from * d, length * d), d);
            }
            h[..n].CopyTo(_candidate);
            Gemm.Multiply(p, d, d, pooled, d, false, Value(weights, k), d, false, _candidate, d, accumulate: true);
            for (int i = 0; i < p; i++)
            {
                int next = batch.Targets[i * ahead];
                float score = next < 0 ? 0 : Lanes.Dot(_candidate.AsSpan(i * d, d), vectors.Slice(next * d, d));
                if (!(score > best[i]))
                    continue;
                (best[i], _choice[i]) = (score, k);
                _candidate.AsSpan(i * d, d).CopyTo(Chosen.AsSpan(i * d));
            }
        }
    }

    /// <summary>Adds gradients of the vectors and of c, W and the biases, given that of <see cref="Chosen"/>, which is that of h, too.</summary>
    public void Backward(BehaviorWeights weights, ReadOnlySpan<float> vectors, PackedBatch batch, ReadOnlySpan<float> dChosen, Span<float> dVectors, BehaviorWeights gradient)
    {
        int d = shape.Width, p = batch.Positions, n = p * d;
        for (int k = 0; k < shape.Interests; k++)
        {
            var masked = _masked.AsSpan(0, n);
            for (int i = 0; i < p; i++)
                if (_choice[i] == k)
                    dChosen.Slice(i * d, d).CopyTo(masked[(i * d)..]);
                else
                    masked.Slice(i * d, d).Clear();
            Gemm.Multiply(d, d, p, _pooled.AsSpan(k * n, n), d, true, masked, d, false, Value(gradient, k), d, accumulate: true);
            Gemm.Multiply(p, d, d, masked, d, false, Value(weights, k), d, true, _dPooled, d);
            Lay(weights, vectors, batch, k);
            _dqkv.AsSpan(0, 3 * n).Clear();
            for (int q = 0; q < batch.Sequences; q++)
            {
                var (from, length) = batch.Sequence(q);
                Span<float> part = _qkv.AsSpan(from * 3 * d, length * 3 * d), dPart = _dqkv.AsSpan(from * 3 * d, length * 3 * d);
                CausalAttention.Backward(part, part[d..], part[(2 * d)..], 3 * d, length, d, [], _alpha.AsSpan(k * batch.Squares + batch.SquareOf(q), length * length), _dPooled.AsSpan(from * d, length * d), d,
                    dPart, dPart[d..], dPart[(2 * d)..], Distance(gradient, k), []);
            }
            var query = gradient.InterestQuery.Slice(k * d, d);
            for (int i = 0; i < p; i++)
            {
                var row = _dqkv.AsSpan(i * 3 * d, 3 * d);
                var vector = dVectors.Slice(batch.Slots[i] * d, d);
                Lanes.AddScaled(query, row[..d], 1);
                Lanes.AddScaled(vector, row.Slice(d, d), 1);
                Lanes.AddScaled(vector, row[(2 * d)..], 1);
            }
        }
    }

    /// <summary>Each position's c_k, z and z side by side, as attention reads queries, keys and values.</summary>
    private void Lay(BehaviorWeights weights, ReadOnlySpan<float> vectors, PackedBatch batch, int k)
    {
        int d = shape.Width;
        var query = weights.InterestQuery.Slice(k * d, d);
        for (int i = 0; i < batch.Positions; i++)
        {
            var z = vectors.Slice(batch.Slots[i] * d, d);
            var row = _qkv.AsSpan(i * 3 * d, 3 * d);
            query.CopyTo(row);
            z.CopyTo(row[d..]);
            z.CopyTo(row[(2 * d)..]);
        }
    }

    private Span<float> Value(BehaviorWeights weights, int k) => weights.InterestValue.Slice(k * shape.Width * shape.Width, shape.Width * shape.Width);

    private Span<float> Distance(BehaviorWeights weights, int k) => weights.InterestDistance.Slice(k * shape.Positions, shape.Positions);

    private void Reserve(int p, int squares)
    {
        int n = p * shape.Width;
        if (_alpha.Length < squares * shape.Interests)
            _alpha = new float[2 * squares * shape.Interests];
        if (Chosen.Length >= n && _pooled.Length >= n * shape.Interests)
            return;
        n += n / 4;
        (_qkv, _dqkv, _pooled, _candidate, _dPooled, _masked) = (new float[3 * n], new float[3 * n], new float[n * shape.Interests], new float[n], new float[n], new float[n]);
        (Chosen, _choice) = (new float[n], new int[p + p / 4 + 1]);
    }
}
