namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Slice: from, to and step along some axes, counted from either end.</summary>
internal sealed class SliceOperation(int[]? fixedStarts, int[]? fixedEnds, int[]? fixedAxes) : Operation
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
        int rank = from.Rank;
        int count = fixedStarts?.Length ?? call.In(1).Count;
        Span<int> strides = stackalloc int[rank], dims = stackalloc int[rank];
        Shapes.Strides(from.Dims, strides);
        from.Dims.CopyTo(dims);
        int origin = 0;
        for (int i = 0; i < count; i++)
        {
            int axis = Shapes.Axis(fixedStarts is not null ? fixedAxes?[i] ?? i : call.Maybe(3)?.Longs[i] ?? i, rank);
            long step = fixedStarts is null ? call.Maybe(4)?.Longs[i] ?? 1 : 1;
            if (step == 0)
                throw new InvalidDataException("a step of 0");
            long size = from.Dims[axis], start = fixedStarts?[i] ?? call.In(1).Longs[i], end = fixedEnds?[i] ?? call.In(2).Longs[i];
            start = step > 0 ? Math.Clamp(start < 0 ? start + size : start, 0, size) : Math.Clamp(start < 0 ? start + size : start, -1, size - 1);
            end = step > 0 ? Math.Clamp(end < 0 ? end + size : end, 0, size) : Math.Clamp(end < 0 && end > long.MinValue + size ? end + size : end, -1, size - 1);
            // Ends before the first element are written as a very negative number when stepping backwards.
            long length = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
            if (step is < int.MinValue or > int.MaxValue)
                (length, step) = (Math.Min(length, 1), 1);
            dims[axis] = (int)Math.Max(0, length);
            origin += dims[axis] > 0 ? (int)start * strides[axis] : 0;
            strides[axis] *= (int)step;
        }
        var to = call.Make<T>(from.Type, dims);
        StridedCopy.Run<T>(from.Values<T>(), origin, dims, strides, to);
    }
}
