namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Constant given by numbers rather than by a tensor.</summary>
internal sealed class ConstantOperation(float[]? floats, long[]? longs, bool scalar) : Operation
{
    public override void Run(in Call call)
    {
        Span<int> dims = scalar ? [] : [floats?.Length ?? longs!.Length];
        if (floats is not null)
            floats.CopyTo(call.MakeFloats(dims));
        else
            longs!.CopyTo(call.MakeLongs(dims));
    }
}

/// <summary>ConstantOfShape: one number all over a shape.</summary>
internal sealed class ConstantOfShapeOperation(Tensor? value) : Operation
{
    public override void Run(in Call call)
    {
        var wanted = call.In(0).Longs;
        if (wanted.Length > Tensor.MaxRank)
            throw new NotSupportedException($"a value of {wanted.Length} dimensions; managed code handles {Tensor.MaxRank}");
        Span<int> dims = stackalloc int[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
            dims[i] = Shapes.ToInt(wanted[i]);
        switch (value?.Storage ?? Storage.Floats)
        {
            case Storage.Floats: call.MakeFloats(dims, value?.Type ?? OnnxElementType.Float).Fill(value?.Floats[0] ?? 0); break;
            case Storage.Longs: call.MakeLongs(dims, value!.Type).Fill(value.Longs[0]); break;
            default: call.Make<byte>(value!.Type, dims).Fill(value.Bytes[0]); break;
        }
    }
}

/// <summary>Range: numbers from a start up to a limit by a step.</summary>
internal sealed class RangeOperation : Operation
{
    public override void Run(in Call call)
    {
        Tensor start = call.In(0), limit = call.In(1), step = call.In(2);
        if (start.IsFloat)
        {
            double from = start.Floats[0], by = step.Floats[0];
            var to = call.MakeFloats([Length((limit.Floats[0] - from) / by)], start.Type);
            for (int i = 0; i < to.Length; i++)
                to[i] = (float)(from + i * by);
            return;
        }
        long first = start.Longs[0], delta = step.Longs[0];
        var whole = call.MakeLongs([Length(((double)limit.Longs[0] - first) / delta)], start.Type);
        for (int i = 0; i < whole.Length; i++)
            whole[i] = first + i * delta;
    }

    private static int Length(double steps) => double.IsFinite(steps) && steps < int.MaxValue
        ? (int)Math.Max(0, Math.Ceiling(steps))
        : throw new InvalidDataException($"a range of {steps} numbers");
}
