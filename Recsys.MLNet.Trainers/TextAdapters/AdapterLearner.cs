using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextAdapters;

/// <summary>A <see cref="TextAdapter"/> that learns; forward and backward over a batch of frozen vectors.</summary>
/// <remarks>
/// <code>
/// h = XA          Y = X + hB          Z = rows of Y at length 1
/// gB = hᵀ gY      gh = gY Bᵀ          gA = Xᵀ gh          and a pull ρ(A − A₀), ρ(B − B₀) to where learning began, apart from Adam
/// </code>
/// Shapes: X, Y, Z (N, D), h (N, R), A (D, R), B (R, D). Invariants the tests hold: gradients equal finite differences; B = 0 gives X at length 1.
/// </remarks>
internal sealed class AdapterLearner(RowMatrix vectors, TextAdapter adapter, float pull) : IItemLearner
{
    private readonly float[] _startDown = [.. adapter.Down.Values], _startUp = [.. adapter.Up.Values];
    private readonly float[] _mDown = new float[adapter.Down.Values.Length], _vDown = new float[adapter.Down.Values.Length];
    private readonly float[] _mUp = new float[adapter.Up.Values.Length], _vUp = new float[adapter.Up.Values.Length];
    private float[] _x = [], _low = [], _z = [], _lengths = [];
    private int _count, _step;

    public TextAdapter Adapter => adapter;

    public int Dimensions => adapter.Dimensions;

    public float[] EncodeAll(RunSettings run)
    {
        const int Block = 1024;
        float[] all = [.. vectors.Values];
        int blocks = (vectors.Rows + Block - 1) / Block;
        run.ParallelFor(blocks, b => adapter.Apply(all.AsSpan(b * Block * Dimensions, Math.Min(Block, vectors.Rows - b * Block) * Dimensions)));
        return all;
    }

    public Memory<float> Forward(ReadOnlySpan<int> items, RandomStream random, RunSettings run)
    {
        int d = Dimensions, r = adapter.Rank;
        _count = items.Length;
        if (_lengths.Length < _count)
            (_x, _low, _z, _lengths) = (new float[_count * d], new float[_count * r], new float[_count * d], new float[_count]);
        for (int i = 0; i < _count; i++)
            vectors.Row(items[i]).CopyTo(_x.AsSpan(i * d));
        _x.AsSpan(0, _count * d).CopyTo(_z);
        Gemm.Multiply(_count, r, d, _x, d, false, adapter.Down.Values, r, false, _low, r, threads: run.EffectiveThreads);
        Gemm.Multiply(_count, d, r, _low, r, false, adapter.Up.Values, d, false, _z, d, accumulate: true, threads: run.EffectiveThreads);
        for (int i = 0; i < _count; i++)
        {
            var row = _z.AsSpan(i * d, d);
            _lengths[i] = Math.Max(TensorPrimitives.Norm<float>(row), 1e-12f);
            TensorPrimitives.Multiply(row, 1 / _lengths[i], row);
        }
        return _z.AsMemory(0, _count * d);
    }

    public void Learn(Span<float> gradients, float rate, RunSettings run)
    {
        var (down, up) = Gradients(gradients, run);
        _step++;
        Update(adapter.Down.Values, down, _mDown, _vDown, _startDown, rate);
        Update(adapter.Up.Values, up, _mUp, _vUp, _startUp, rate);
    }

    /// <summary>Gradients of A and B from those of the unit vectors, which are overwritten.</summary>
    internal (float[] Down, float[] Up) Gradients(Span<float> gradients, RunSettings run)
    {
        int d = Dimensions, r = adapter.Rank;
        UnitGradient.Backward(_z.AsSpan(0, _count * d), _lengths, gradients, d);
        float[] down = new float[d * r], up = new float[r * d], low = new float[_count * r];
        Gemm.Multiply(r, d, _count, _low, r, true, gradients, d, false, up, d, threads: run.EffectiveThreads);
        Gemm.Multiply(_count, r, d, gradients, d, false, adapter.Up.Values, d, true, low, r, threads: run.EffectiveThreads);
        Gemm.Multiply(d, r, _count, _x, d, true, low, r, false, down, r, threads: run.EffectiveThreads);
        return (down, up);
    }

    private void Update(float[] weights, float[] gradient, float[] m, float[] v, float[] start, float rate)
    {
        AdamStep.Apply(weights, gradient, m, v, rate, 0, _step);
        for (int i = 0; i < weights.Length; i++)
            weights[i] += pull * (start[i] - weights[i]);
    }
}
