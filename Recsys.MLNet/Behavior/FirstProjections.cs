using System.Numerics;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>What the first layer makes of each item before it looks at anything else, computed once for the whole catalogue.</summary>
/// <remarks>
/// The input of the first layer is a sum, x = item + mark with mark = gap + type + value, and what comes first is linear but for mean μ and deviation σ of x:
/// <code>
/// q, k, v = norm(x)·W + b = ( item·W' + mark·W' − μ·1·W' ) / σ + b'          W' = gain ⊙ W     b' = b + shift·W
/// gate    = x·G + g       =   item·G + mark·G + g
/// </code>
/// Shapes: item projections (N, C) with C = 3D, or 4D with a gate; mark projections (M, C) for M = gap classes · types, value projections (V, C); 1·W', b' (C).
/// A request then reads one row for each behaviour instead of multiplying it by (D, C).
/// </remarks>
internal sealed class FirstProjections
{
    private const long MostNumbers = 16 << 20; // 64 MB: beyond it reading rows from memory gains little over computing them
    private readonly float[] _items, _marks, _values, _columns, _bias;
    private readonly int _width, _types, _all;

    private FirstProjections(BehaviorWeights weights, LayerProjections layer, RowMatrix items)
    {
        var shape = weights.Shape;
        int d = _width = shape.Width, c = _all = Columns(shape);
        _types = shape.Types;
        ReadOnlySpan<float> gain = weights.Of(0, LayerWeight.AttentionGain), shift = weights.Of(0, LayerWeight.AttentionShift), qkv = layer.Matrix, gate = weights.Of(0, LayerWeight.AttentionGate);
        var matrix = new float[d * c];
        (_columns, _bias) = (new float[c], new float[c]);
        layer.Bias.CopyTo(_bias, 0);
        weights.Of(0, LayerWeight.AttentionGateBias).CopyTo(_bias.AsSpan(3 * d));
        for (int f = 0; f < d; f++)
        {
            for (int j = 0; j < 3 * d; j++)
            {
                matrix[f * c + j] = gain[f] * qkv[f * 3 * d + j];
                _bias[j] += shift[f] * qkv[f * 3 * d + j];
                _columns[j] += matrix[f * c + j];
            }
            if (!gate.IsEmpty)
                gate.Slice(f * d, d).CopyTo(matrix.AsSpan(f * c + 3 * d));
        }
        var packed = PackedMatrix.Pack(matrix, d, c);
        _items = new float[items.Rows * c];
        Gemm.Multiply(items.Values, items.Rows, d, packed, [], _items, c);
        int marks = (shape.Gaps ? TimeGap.Count : 1) * shape.Types;
        var sums = new float[marks * d];
        for (int m = 0; m < marks; m++)
        {
            if (shape.Gaps)
                Lanes.AddScaled(sums.AsSpan(m * d, d), weights.Gaps.Slice(m / shape.Types * d, d), 1);
            if (shape.Types > 1)
                Lanes.AddScaled(sums.AsSpan(m * d, d), weights.Types.Slice(m % shape.Types * d, d), 1);
        }
        _values = new float[(shape.Values ? ValueClass.Count : 1) * c];
        if (shape.Values)
            Gemm.Multiply(weights.ValueClasses, ValueClass.Count, d, packed, [], _values, c);
        _marks = new float[marks * c];
        Gemm.Multiply(sums, marks, d, packed, [], _marks, c);
    }

    /// <summary>Computes them, or gives null where the catalogue is too large to keep them.</summary>
    public static FirstProjections? Of(BehaviorWeights weights, LayerProjections layer, RowMatrix items) => (long)items.Rows * Columns(weights.Shape) <= MostNumbers ? new(weights, layer, items) : null;

    /// <summary>Writes columns of q, k, v from <paramref name="from"/> on, as many as there is room for.</summary>
    public void QueryKeyValue(int item, byte gap, byte type, byte value, ReadOnlySpan<float> x, int from, Span<float> projected)
    {
        var (mean, inverse) = Moments(x);
        var a = _items.AsSpan(item * _all + from, projected.Length);
        var b = _marks.AsSpan((gap * _types + type) * _all + from, projected.Length);
        var v = _values.AsSpan(Math.Min(value * _all, _values.Length - _all) + from, projected.Length);
        ReadOnlySpan<float> columns = _columns.AsSpan(from, projected.Length), bias = _bias.AsSpan(from, projected.Length);
        Vector<float> scale = new(inverse), shift = new(-mean * inverse);
        int j = 0, w = Vector<float>.Count;
        for (; j <= projected.Length - w; j += w)
            Vector.FusedMultiplyAdd(new Vector<float>(a[j..]) + new Vector<float>(b[j..]) + new Vector<float>(v[j..]), scale, Vector.FusedMultiplyAdd(new(columns[j..]), shift, new(bias[j..]))).CopyTo(projected[j..]);
        for (; j < projected.Length; j++)
            projected[j] = (a[j] + b[j] + v[j]) * inverse - mean * inverse * columns[j] + bias[j];
    }

    /// <summary>Writes x·G + g, (D), before the sigmoid.</summary>
    public void Gate(int item, byte gap, byte type, byte value, Span<float> gate)
    {
        _bias.AsSpan(3 * _width).CopyTo(gate);
        Lanes.AddScaled(gate, _items.AsSpan(item * _all + 3 * _width, _width), 1);
        Lanes.AddScaled(gate, _marks.AsSpan((gap * _types + type) * _all + 3 * _width, _width), 1);
        Lanes.AddScaled(gate, _values.AsSpan(Math.Min(value * _all, _values.Length - _all) + 3 * _width, _width), 1);
    }

    private static int Columns(BehaviorArchitecture shape) => (shape.Block == BehaviorBlock.Gated ? 4 : 3) * shape.Width;

    private static (float Mean, float Inverse) Moments(ReadOnlySpan<float> x)
    {
        Vector<float> sums = default;
        int i = 0, w = Vector<float>.Count;
        for (; i <= x.Length - w; i += w)
            sums += new Vector<float>(x[i..]);
        float sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
            sum += x[i];
        float mean = sum / x.Length, square = 0;
        Vector<float> means = new(mean), squares = default;
        for (i = 0; i <= x.Length - w; i += w)
        {
            var difference = new Vector<float>(x[i..]) - means;
            squares = Vector.FusedMultiplyAdd(difference, difference, squares);
        }
        square = Vector.Sum(squares);
        for (; i < x.Length; i++)
            square += (x[i] - mean) * (x[i] - mean);
        return (mean, 1 / MathF.Sqrt(square / x.Length + BehaviorEncoder.Epsilon));
    }
}
