using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Target attention over one packed batch, forward and backward: every candidate looks at every history itself.</summary>
/// <remarks>
/// <code>
/// a[j, c] = z_j·(A·v_c)     m[j, c] = z_j·(B·v_c)     s[t, c] = Σ_{j ≤ t} softmax_j( a[j, c] + distance[t − j] + gap[g(t, j)] )·m[j, c]
/// </code>
/// Shapes: P positions, S candidates, F following items, D width; z (P, D) the items' vectors, A, B (D, D), scores (P, S) and own (P, F).
/// Zhou et al. 2018, "Deep interest network for click-through rate prediction".
/// </remarks>
internal sealed class TargetPass(BehaviorArchitecture shape)
{
    private float[] _z = [], _dz = [], _queries = [], _values = [], _dQueries = [], _dValues = [], _a = [], _m = [], _da = [], _dm = [];
    private float[] _targets = [], _ownQueries = [], _ownValues = [], _dOwnQueries = [], _dOwnValues = [];
    private readonly float[] _bias = new float[shape.Positions], _dBias = new float[shape.Positions], _row = new float[4 * shape.Positions];

    /// <summary>Scores of the S first vectors at each position, (P, S).</summary>
    public float[] Scores { get; private set; } = [];

    /// <summary>Scores of the items that follow each position, (P, F).</summary>
    public float[] Own { get; private set; } = [];

    /// <summary>Sets <see cref="Scores"/> and <see cref="Own"/>.</summary>
    public void Forward(BehaviorWeights weights, ReadOnlySpan<float> vectors, int candidates, PackedBatch batch)
    {
        int d = shape.Width, p = batch.Positions, s = candidates, follow = batch.Targets.Length;
        Reserve(p, s, follow);
        for (int i = 0; i < p; i++)
            vectors.Slice(batch.Slots[i] * d, d).CopyTo(_z.AsSpan(i * d));
        for (int i = 0; i < follow; i++)
            (batch.Targets[i] < 0 ? _z.AsSpan(0, d) : vectors.Slice(batch.Targets[i] * d, d)).CopyTo(_targets.AsSpan(i * d));
        Gemm.Multiply(s, d, d, vectors, d, false, weights.TargetQuery, d, false, _queries, d);
        Gemm.Multiply(s, d, d, vectors, d, false, weights.TargetValue, d, false, _values, d);
        Gemm.Multiply(follow, d, d, _targets, d, false, weights.TargetQuery, d, false, _ownQueries, d);
        Gemm.Multiply(follow, d, d, _targets, d, false, weights.TargetValue, d, false, _ownValues, d);
        Gemm.Multiply(p, s, d, _z, d, false, _queries, d, true, _a, s);
        Gemm.Multiply(p, s, d, _z, d, false, _values, d, true, _m, s);
        Scores.AsSpan(0, p * s).Clear();
        Own.AsSpan(0, follow).Clear();
        int ahead = follow / Math.Max(1, p);
        for (int q = 0; q < batch.Sequences; q++)
        {
            var (from, length) = batch.Sequence(q);
            for (int t = 0; t < length; t++)
            {
                var bias = Bias(weights, batch, q, t);
                CandidateAttention.Forward(_a.AsSpan(from * s), _m.AsSpan(from * s), s, bias, Scores.AsSpan((from + t) * s, s));
                for (int i = (from + t) * ahead; i < (from + t + 1) * ahead && batch.Targets[i] >= 0; i++)
                {
                    var (a, m) = OwnRows(i, from, t + 1);
                    CandidateAttention.Forward(a, m, 1, bias, Own.AsSpan(i, 1));
                }
            }
        }
    }

    /// <summary>Adds gradients of the vectors and of A, B and the biases, given those in <see cref="Scores"/> and <see cref="Own"/>.</summary>
    public void Backward(BehaviorWeights weights, ReadOnlySpan<float> vectors, int candidates, PackedBatch batch, Span<float> dVectors, BehaviorWeights gradient)
    {
        int d = shape.Width, p = batch.Positions, s = candidates, follow = batch.Targets.Length, ahead = follow / Math.Max(1, p);
        _da.AsSpan(0, p * s).Clear();
        _dm.AsSpan(0, p * s).Clear();
        _dz.AsSpan(0, p * d).Clear();
        _dOwnQueries.AsSpan(0, follow * d).Clear();
        _dOwnValues.AsSpan(0, follow * d).Clear();
        for (int q = 0; q < batch.Sequences; q++)
        {
            var (from, length) = batch.Sequence(q);
            for (int t = 0; t < length; t++)
            {
                var bias = Bias(weights, batch, q, t);
                var dBias = _dBias.AsSpan(0, t + 1);
                dBias.Clear();
                CandidateAttention.Backward(_a.AsSpan(from * s), _m.AsSpan(from * s), s, bias, Scores.AsSpan((from + t) * s, s), _da.AsSpan(from * s), _dm.AsSpan(from * s), dBias);
                for (int i = (from + t) * ahead; i < (from + t + 1) * ahead && batch.Targets[i] >= 0; i++)
                    OwnBackward(i, from, bias, dBias);
                var classes = batch.ClassesOf(q);
                for (int j = 0; j <= t; j++)
                {
                    gradient.TargetDistance[t - j] += dBias[j];
                    if (shape.Gaps)
                        gradient.TargetGap[classes[t * length + j]] += dBias[j];
                }
            }
        }
        Gemm.Multiply(p, d, s, _da, s, false, _queries, d, false, _dz, d, accumulate: true);
        Gemm.Multiply(p, d, s, _dm, s, false, _values, d, false, _dz, d, accumulate: true);
        Gemm.Multiply(s, d, p, _da, s, true, _z, d, false, _dQueries, d);
        Gemm.Multiply(s, d, p, _dm, s, true, _z, d, false, _dValues, d);
        Vectors(weights, vectors, s, _dQueries, _dValues, dVectors, gradient);
        var dTargets = _targets.AsSpan(0, follow * d); // the vectors themselves are needed once more, then their gradients take the room
        Gemm.Multiply(d, d, follow, dTargets, d, true, _dOwnQueries, d, false, gradient.TargetQuery, d, accumulate: true);
        Gemm.Multiply(d, d, follow, dTargets, d, true, _dOwnValues, d, false, gradient.TargetValue, d, accumulate: true);
        Gemm.Multiply(follow, d, d, _dOwnQueries, d, false, weights.TargetQuery, d, true, dTargets, d);
        Gemm.Multiply(follow, d, d, _dOwnValues, d, false, weights.TargetValue, d, true, dTargets, d, accumulate: true);
        for (int i = 0; i < follow; i++)
            if (batch.Targets[i] >= 0)
                Lanes.AddScaled(dVectors.Slice(batch.Targets[i] * d, d), dTargets.Slice(i * d, d), 1);
        for (int i = 0; i < p; i++)
            Lanes.AddScaled(dVectors.Slice(batch.Slots[i] * d, d), _dz.AsSpan(i * d, d), 1);
    }

    private void Vectors(BehaviorWeights weights, ReadOnlySpan<float> vectors, int rows, float[] dQueries, float[] dValues, Span<float> dVectors, BehaviorWeights gradient)
    {
        int d = shape.Width;
        Gemm.Multiply(rows, d, d, dQueries, d, false, weights.TargetQuery, d, true, dVectors, d, accumulate: true);
        Gemm.Multiply(rows, d, d, dValues, d, false, weights.TargetValue, d, true, dVectors, d, accumulate: true);
        Gemm.Multiply(d, d, rows, vectors, d, true, dQueries, d, false, gradient.TargetQuery, d, accumulate: true);
        Gemm.Multiply(d, d, rows, vectors, d, true, dValues, d, false, gradient.TargetValue, d, accumulate: true);
    }

    private ReadOnlySpan<float> Bias(BehaviorWeights weights, PackedBatch batch, int sequence, int t)
    {
        int length = batch.Sequence(sequence).Length;
        var classes = batch.ClassesOf(sequence);
        for (int j = 0; j <= t; j++)
            _bias[j] = weights.TargetDistance[t - j] + (shape.Gaps ? weights.TargetGap[classes[t * length + j]] : 0);
        return _bias.AsSpan(0, t + 1);
    }

    private (Memory Query, Memory Value) OwnRows(int i, int from, int count)
    {
        int d = shape.Width;
        RowScores.Compute(_ownQueries.AsSpan(i * d, d), _z.AsSpan(from * d), d, _row.AsSpan(0, count));
        RowScores.Compute(_ownValues.AsSpan(i * d, d), _z.AsSpan(from * d), d, _row.AsSpan(shape.Positions, count));
        return (new(_row, 0, count), new(_row, shape.Positions, count));
    }

    private void OwnBackward(int i, int from, ReadOnlySpan<float> bias, Span<float> dBias)
    {
        int d = shape.Width, count = bias.Length;
        var (a, m) = OwnRows(i, from, count);
        Span<float> da = _row.AsSpan(2 * shape.Positions, count), dm = _row.AsSpan(3 * shape.Positions, count);
        da.Clear();
        dm.Clear();
        CandidateAttention.Backward(a, m, 1, bias, Own.AsSpan(i, 1), da, dm, dBias);
        for (int j = 0; j < count; j++)
        {
            Span<float> z = _z.AsSpan((from + j) * d, d), dz = _dz.AsSpan((from + j) * d, d);
            Lanes.AddScaled(dz, _ownQueries.AsSpan(i * d, d), da[j]);
            Lanes.AddScaled(dz, _ownValues.AsSpan(i * d, d), dm[j]);
            Lanes.AddScaled(_dOwnQueries.AsSpan(i * d, d), z, da[j]);
            Lanes.AddScaled(_dOwnValues.AsSpan(i * d, d), z, dm[j]);
        }
    }

    private void Reserve(int p, int s, int follow)
    {
        int d = shape.Width;
        Grow(ref _z, p * d);
        Grow(ref _dz, p * d);
        Grow(ref _queries, s * d);
        Grow(ref _values, s * d);
        Grow(ref _dQueries, s * d);
        Grow(ref _dValues, s * d);
        Grow(ref _a, p * s);
        Grow(ref _m, p * s);
        Grow(ref _da, p * s);
        Grow(ref _dm, p * s);
        Grow(ref _targets, follow * d);
        Grow(ref _ownQueries, follow * d);
        Grow(ref _ownValues, follow * d);
        Grow(ref _dOwnQueries, follow * d);
        Grow(ref _dOwnValues, follow * d);
        if (Scores.Length < p * s)
            Scores = new float[p * s * 5 / 4];
        if (Own.Length < follow)
            Own = new float[follow * 5 / 4];
    }

    private static void Grow(ref float[] values, int wanted)
    {
        if (values.Length < wanted)
            values = new float[wanted + wanted / 4];
    }

    /// <summary>A part of an array that a tuple can hold.</summary>
    private readonly record struct Memory(float[] Values, int From, int Count)
    {
        public static implicit operator ReadOnlySpan<float>(Memory memory) => memory.Values.AsSpan(memory.From, memory.Count);
    }
}
