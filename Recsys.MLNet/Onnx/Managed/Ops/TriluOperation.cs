namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Trilu: the upper or lower triangle of each matrix, zero elsewhere.</summary>
internal sealed class TriluOperation(bool upper) : Operation
{
    public override void Run(in Call call)
    {
        switch (call.In(0).Storage)
        {
            case Storage.Floats: Run<float>(call); break;
            case Storage.Longs: Run<long>(call); break;
            default: Run<byte>(call); break;
        }
    }

    private void Run<T>(in Call call) where T : unmanaged
    {
        var from = call.In(0);
        if (from.Rank < 2)
            throw new InvalidDataException($"{from} is no matrix");
        long shift = call.Maybe(1)?.Longs[0] ?? 0;
        int rows = from.Dims[^2], columns = from.Dims[^1];
        var to = call.Make<T>(from.Type, from.Dims);
        var source = from.Values<T>();
        for (int i = 0; i < to.Length; i++)
        {
            int column = i % columns, row = i / columns % rows;
            to[i] = (upper ? column - row >= shift : column - row <= shift) ? source[i] : default;
        }
    }
}
