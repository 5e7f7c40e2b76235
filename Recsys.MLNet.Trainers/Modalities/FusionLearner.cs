using System.Numerics.Tensors;
using Recsys.MLNet.Modalities;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>A <see cref="ModalityFusionModel"/> that learns; forward and backward over a batch of items.</summary>
/// <remarks>
/// <code>
/// H_m = X_m P_m          u = Σ_m g_m h_m          z = u / |u|
/// gP_m = Xᵀ_m (g_m gu)          s_m = gu·h_m          ga_m = g_m (s_m − Σ_k g_k s_k)          gw_m = Σ ga_m x_m          gc_m = Σ ga_m
/// </code>
/// Shapes: X_m (N, D_m) at length 1, H_m and z (N, O), g (N, M). Invariants the tests hold: gradients equal finite differences; a vector that
/// is not there gets no gradient.
/// </remarks>
internal sealed class FusionLearner : IItemLearner
{
    private readonly ModalityFusionOptions _options;
    private readonly ModalityFusionModel _model;
    private readonly RowMatrix[] _units;
    private readonly bool[][] _there;
    private readonly (float[] Weights, float[] First, float[] Second)[] _parameters;
    private readonly float[][] _x, _h;
    private float[] _gates = [], _z = [], _lengths = [];
    private int _count, _step;

    public FusionLearner(ModalityFusionOptions options, ModalityFusionModel model, IReadOnlyList<RowMatrix> modalities)
    {
        (_options, _model) = (options, model);
        _units = [.. modalities.Select(m => new RowMatrix(m.Rows, m.Columns, [.. m.Values]))];
        _there = [.. _units.Select(m => Enumerable.Range(0, m.Rows).Select(i => ModalityFusionModel.TryNormalize(m.Row(i))).ToArray())];
        _parameters = [.. Enumerable.Range(0, modalities.Count).SelectMany(m => new[] { model.Projections[m].Values, model.Gates[m] }).Append(model.Biases).Select(p => (p, new float[p.Length], new float[p.Length]))];
        (_x, _h) = (new float[modalities.Count][], new float[modalities.Count][]);
    }

    public int Dimensions => _model.Dimensions;

    public float[] EncodeAll(RunSettings run)
    {
        const int Block = 1024;
        var all = new float[_units[0].Rows * Dimensions];
        for (int from = 0; from < _units[0].Rows; from += Block)
        {
            int[] items = [.. Enumerable.Range(from, Math.Min(Block, _units[0].Rows - from))];
            Fuse(items, null, run).Span.CopyTo(all.AsSpan(from * Dimensions));
        }
        return all;
    }

    public Memory<float> Forward(ReadOnlySpan<int> items, RandomStream random, RunSettings run) => Fuse(items, _options.ModalityDropout > 0 ? random : null, run);

    public void Learn(Span<float> gradients, float rate, RunSettings run)
    {
        float[][] all = Gradients(gradients, run);
        _step++;
        for (int p = 0; p < all.Length; p++)
            AdamStep.Apply(_parameters[p].Weights, all[p], _parameters[p].First, _parameters[p].Second, rate, 0, _step);
    }

    /// <summary>Gradients of P_0, w_0, P_1, w_1, …, c from those of the unit vectors, which are overwritten.</summary>
    internal float[][] Gradients(Span<float> gradients, RunSettings run)
    {
        int o = Dimensions, modalities = _units.Length;
        UnitGradient.Backward(_z.AsSpan(0, _count * o), _lengths, gradients, o);
        var all = new float[2 * modalities + 1][];
        float[] slopes = new float[_count * modalities], scaled = new float[_count * o];
        for (int i = 0; i < _count; i++)
        {
            var g = _gates.AsSpan(i * modalities, modalities);
            var slope = slopes.AsSpan(i * modalities, modalities);
            float mean = 0;
            for (int m = 0; m < modalities; m++)
            {
                slope[m] = TensorPrimitives.Dot(gradients.Slice(i * o, o), _h[m].AsSpan(i * o, o));
                mean += g[m] * slope[m];
            }
            for (int m = 0; m < modalities; m++)
                slope[m] = g[m] * (slope[m] - mean);
        }
        all[^1] = new float[modalities];
        for (int m = 0; m < modalities; m++)
        {
            int d = _units[m].Columns;
            for (int i = 0; i < _count; i++)
                TensorPrimitives.Multiply(gradients.Slice(i * o, o), _gates[i * modalities + m], scaled.AsSpan(i * o, o));
            all[2 * m] = new float[d * o];
            Gemm.Multiply(d, o, _count, _x[m], d, true, scaled, o, false, all[2 * m], o, threads: run.EffectiveThreads);
            var gate = all[2 * m + 1] = new float[d];
            for (int i = 0; i < _count; i++)
            {
                TensorPrimitives.MultiplyAdd(_x[m].AsSpan(i * d, d), slopes[i * modalities + m], gate, gate);
                all[^1][m] += slopes[i * modalities + m];
            }
        }
        return all;
    }

    private Memory<float> Fuse(ReadOnlySpan<int> items, RandomStream? random, RunSettings run)
    {
        int o = Dimensions, modalities = _units.Length;
        _count = items.Length;
        if (_lengths.Length < _count)
            (_gates, _z, _lengths) = (new float[_count * modalities], new float[_count * o], new float[_count]);
        for (int m = 0; m < modalities; m++)
        {
            int d = _units[m].Columns;
            if (_x[m] is null || _x[m].Length < _count * d)
                (_x[m], _h[m]) = (new float[_count * d], new float[_count * o]);
            for (int i = 0; i < _count; i++)
                _units[m].Row(items[i]).CopyTo(_x[m].AsSpan(i * d));
            Gemm.Multiply(_count, o, d, _x[m], d, false, _model.Projections[m].Values, o, false, _h[m], o, threads: run.EffectiveThreads);
        }
        for (int i = 0; i < _count; i++)
        {
            var g = _gates.AsSpan(i * modalities, modalities);
            int left = random is not null && random.NextFloat() < _options.ModalityDropout * modalities ? random.NextInt(modalities) : -1;
            int item = items[i];
            if (left >= 0 && !Enumerable.Range(0, modalities).Any(m => m != left && _there[m][item]))
                left = -1; // the only one an item has stays
            for (int m = 0; m < modalities; m++)
                g[m] = m == left || !_there[m][item] ? float.NegativeInfinity : TensorPrimitives.Dot(_x[m].AsSpan(i * _units[m].Columns, _units[m].Columns), _model.Gates[m]) + _model.Biases[m];
            Softmax.Compute(g, g);
            var z = _z.AsSpan(i * o, o);
            z.Clear();
            for (int m = 0; m < modalities; m++)
                TensorPrimitives.MultiplyAdd(_h[m].AsSpan(i * o, o), g[m], z, z);
            _lengths[i] = Math.Max(TensorPrimitives.Norm<float>(z), 1e-12f);
            TensorPrimitives.Multiply(z, 1 / _lengths[i], z);
        }
        return _z.AsMemory(0, _count * o);
    }
}
