using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>The items of one step, each once: their vectors gathered, and the gradients of those taken back to the weights.</summary>
/// <remarks>
/// <code>
/// e_i = keep_i·item_i + text_i·R          keep_i = 0 for a random share of items, else 1
/// vector_i = e_i, or e_i / |e_i|
/// </code>
/// Shapes: U items of the step, vectors (U, D), item table (N, D), texts (N, X), R (X, D). Candidates come first.
/// </remarks>
internal sealed class ItemSlots(BehaviorWeights weights, RowMatrix? texts)
{
    private readonly int[] _slotOf = NewSlots(weights.Shape.Items);
    private readonly List<int> _items = [];
    private readonly int _width = weights.Shape.Width;
    private readonly int _textWidth = weights.Shape.TextWidth;
    private float[] _vectors = [], _texts = [], _lengths = [];
    private bool[] _kept = [];

    /// <summary>Items of the step: U.</summary>
    public int Count => _items.Count;

    /// <summary>How many of them are candidates.</summary>
    public int Candidates { get; private set; }

    /// <summary>Slot of each item, −1 where it takes no part.</summary>
    public ReadOnlySpan<int> SlotOf => _slotOf;

    /// <summary>Vectors, (U, D).</summary>
    public ReadOnlySpan<float> Vectors => _vectors.AsSpan(0, Count * _width);

    public int ItemAt(int slot) => _items[slot];

    public void Clear()
    {
        foreach (int item in _items)
            _slotOf[item] = -1;
        _items.Clear();
        Candidates = 0;
    }

    public void Add(int item)
    {
        if (_slotOf[item] >= 0)
            return;
        _slotOf[item] = _items.Count;
        _items.Add(item);
    }

    public void EndCandidates() => Candidates = Count;

    /// <summary>Gathers the vectors.</summary>
    public void Look(float hidden, RandomStream random)
    {
        int u = Count, d = _width;
        if (_vectors.Length < u * d)
        {
            _vectors = new float[u * d * 5 / 4];
            _texts = new float[u * _textWidth * 5 / 4];
            _kept = new bool[u * 5 / 4];
            _lengths = new float[u * 5 / 4];
        }
        var table = weights.Items;
        for (int s = 0; s < u; s++)
        {
            var row = _vectors.AsSpan(s * d, d);
            _kept[s] = hidden <= 0 || random.NextFloat() >= hidden;
            if (_kept[s])
                table.Slice(_items[s] * d, d).CopyTo(row);
            else
                row.Clear();
            texts?.Row(_items[s]).CopyTo(_texts.AsSpan(s * _textWidth));
        }
        if (texts is not null)
            Gemm.Multiply(u, d, _textWidth, _texts, _textWidth, false, weights.TextProjection, d, false, _vectors, d, accumulate: true);
        if (weights.Shape.UnitItems)
            for (int s = 0; s < u; s++)
                _lengths[s] = UnitRows.Normalize(_vectors.AsSpan(s * d, d));
    }

    /// <summary>Adds the gradient of the vectors, (U, D), to that of the weights.</summary>
    public void AddGradient(Span<float> dVectors, float[] gradient)
    {
        int u = Count, d = _width, itemsFrom = weights.DenseCount, projectionFrom = itemsFrom - _textWidth * d;
        if (weights.Shape.UnitItems)
            for (int s = 0; s < u; s++)
                UnitRows.Gradient(_vectors.AsSpan(s * d, d), _lengths[s], dVectors.Slice(s * d, d));
        for (int s = 0; s < u; s++)
            if (_kept[s])
                dVectors.Slice(s * d, d).CopyTo(gradient.AsSpan(itemsFrom + _items[s] * d, d));
        if (texts is not null)
            Gemm.Multiply(_textWidth, d, u, _texts, _textWidth, true, dVectors, d, false, gradient.AsSpan(projectionFrom, _textWidth * d), d, accumulate: true);
    }

    /// <summary>Zeros again what <see cref="AddGradient"/> set.</summary>
    public void ClearGradient(float[] gradient)
    {
        foreach (int item in _items)
            gradient.AsSpan(weights.DenseCount + item * _width, _width).Clear();
    }

    private static int[] NewSlots(int items)
    {
        var slots = new int[items];
        Array.Fill(slots, -1);
        return slots;
    }
}
