namespace Recsys.MLNet.Onnx.Managed;

/// <summary>An output of the whole batch that parts of it are copied into.</summary>
internal sealed class PartedOutput
{
    private readonly OnnxElementType _type;
    private readonly int[] _shape;
    private readonly int _item;
    private readonly Buffer _buffer;

    /// <param name="first">What the first part made.</param>
    /// <param name="batch">Items in all.</param>
    /// <param name="items">Items in the first part.</param>
    /// <param name="arena">Gives the memory.</param>
    public PartedOutput(Tensor first, int batch, int items, Arena arena)
    {
        _type = first.Type;
        _shape = first.Dims.ToArray();
        if (_shape.Length > 0)
            _shape[0] = batch;
        _item = first.Count / items;
        _buffer = arena.Rent(first.Storage == Storage.Floats ? Storage.Floats : Storage.Longs, checked(_item * batch));
    }

    /// <summary>Copies what a part of some items made, from item <paramref name="from"/> on; false where its shape is not one row for each.</summary>
    public bool Take(Tensor part, int from, int items)
    {
        if (part.Rank != _shape.Length || part.Rank == 0 || !part.Dims[1..].SequenceEqual(_shape.AsSpan(1)) || part.Dims[0] != items)
            return false;
        int start = from * _item;
        if (part.Storage == Storage.Floats)
            part.Floats.CopyTo(_buffer.Floats.AsSpan(start));
        else if (part.Storage == Storage.Longs)
            part.Longs.CopyTo(_buffer.Longs.AsSpan(start));
        else
            for (int i = 0; i < part.Count; i++)
                _buffer.Longs![start + i] = part.Type == OnnxElementType.Int8 ? (sbyte)part.Bytes[i] : part.Bytes[i];
        return true;
    }

    public OnnxValue Value() => OnnxValue.Made(_type, _shape,
        _buffer.Floats.AsMemory(0, _buffer.Floats is null ? 0 : _item * _shape[0]), _buffer.Longs.AsMemory(0, _buffer.Longs is null ? 0 : _item * _shape[0]));

    public void Release(Arena arena) => arena.Return(_buffer);
}
