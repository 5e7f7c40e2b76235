using System.Buffers;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>Target attention as it is served: candidates' questions and values computed once, one history against any number of candidates.</summary>
/// <remarks>
/// <code>a[j, c] = z_j·(A·v_c)     m[j, c] = z_j·(B·v_c)     s[c] += Σ_j softmax_j( a[j, c] + bias[j] )·m[j, c]</code>
/// Shapes: questions, values (N, D), z the vectors of the J behaviours looked at, bias (J) by distance and gap.
/// </remarks>
internal sealed class TargetAttention
{
    private const int AtOnce = 512;
    private readonly BehaviorWeights _weights;
    private readonly RowMatrix _table;
    private readonly float[] _questions, _values;

    public TargetAttention(BehaviorWeights weights, RowMatrix table)
    {
        (_weights, _table) = (weights, table);
        int n = table.Rows, d = table.Columns;
        (_questions, _values) = (new float[n * d], new float[n * d]);
        Gemm.Multiply(n, d, d, table.Values, d, false, weights.TargetQuery, d, false, _questions, d);
        Gemm.Multiply(n, d, d, table.Values, d, false, weights.TargetValue, d, false, _values, d);
    }

    /// <summary>Adds to the scores of every item.</summary>
    public void Add(BehaviorScratch history, Span<float> scores)
    {
        for (int from = 0; from < scores.Length; from += AtOnce)
        {
            int count = Math.Min(AtOnce, scores.Length - from), d = _table.Columns;
            Add(history, _questions.AsSpan(from * d, count * d), _values.AsSpan(from * d, count * d), scores.Slice(from, count));
        }
    }

    /// <summary>Adds to the scores of these items; unknown ones are passed over.</summary>
    public void Add(BehaviorScratch history, ReadOnlySpan<int> items, Span<float> scores)
    {
        int d = _table.Columns;
        float[] rows = ArrayPool<float>.Shared.Rent(2 * AtOnce * d);
        for (int from = 0; from < items.Length; from += AtOnce)
        {
            int count = Math.Min(AtOnce, items.Length - from);
            Span<float> questions = rows.AsSpan(0, count * d), values = rows.AsSpan(AtOnce * d, count * d);
            for (int i = 0; i < count; i++)
            {
                bool known = (uint)items[from + i] < (uint)_table.Rows;
                questions.Slice(i * d, d).Clear();
                values.Slice(i * d, d).Clear();
                if (!known)
                    continue;
                _questions.AsSpan(items[from + i] * d, d).CopyTo(questions[(i * d)..]);
                _values.AsSpan(items[from + i] * d, d).CopyTo(values[(i * d)..]);
            }
            Add(history, questions, values, scores.Slice(from, count));
        }
        ArrayPool<float>.Shared.Return(rows);
    }

    /// <summary>The weights of one candidate on the behaviours looked at.</summary>
    public void Weigh(BehaviorScratch history, int item, Span<float> weights)
    {
        int d = _table.Columns;
        for (int j = 0; j < weights.Length; j++)
            weights[j] = Lanes.Dot(_questions.AsSpan(item * d, d), _table.Row(history.Items[j])) + Bias(history, j);
        Softmax.Compute(weights, weights);
    }

    private void Add(BehaviorScratch history, ReadOnlySpan<float> questions, ReadOnlySpan<float> values, Span<float> scores)
    {
        int j = history.Length, d = _table.Columns, c = scores.Length;
        float[] room = ArrayPool<float>.Shared.Rent(j * d + 2 * j * c + j);
        Span<float> z = room.AsSpan(0, j * d), a = room.AsSpan(j * d, j * c), m = room.AsSpan(j * d + j * c, j * c), bias = room.AsSpan(j * d + 2 * j * c, j);
        for (int i = 0; i < j; i++)
        {
            _table.Row(history.Items[i]).CopyTo(z[(i * d)..]);
            bias[i] = Bias(history, i);
        }
        Gemm.Multiply(j, c, d, z, d, false, questions, d, true, a, c);
        Gemm.Multiply(j, c, d, z, d, false, values, d, true, m, c);
        CandidateAttention.Forward(a, m, c, bias, scores);
        ArrayPool<float>.Shared.Return(room);
    }

    private float Bias(BehaviorScratch history, int j)
    {
        int last = history.Length - 1;
        return _weights.TargetDistance[last - j] + (_weights.Shape.Gaps ? _weights.TargetGap[TimeGap.Of(history.Times[last] - history.Times[j])] : 0);
    }
}
