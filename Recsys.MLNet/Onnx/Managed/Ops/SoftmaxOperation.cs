using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Softmax and LogSoftmax along one axis, or over everything from an axis on as operator sets before 13 have it.</summary>
internal sealed class SoftmaxOperation(long axis, bool flatten, bool log) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int at = Shapes.Axis(axis, from.Rank);
        int size = flatten ? Shapes.Product(from.Dims[at..]) : from.Dims[at], inner = flatten ? 1 : Shapes.Product(from.Dims[(at + 1)..]);
        var source = from.Floats;
        var to = call.MakeFloatsOver(0, from.Dims, from.Type);
        if (to.IsEmpty)
            return;
        if (inner == 1)
        {
            for (int i = 0; i < to.Length; i += size)
                Row(source.Slice(i, size), to.Slice(i, size));
            return;
        }
        var scratch = call.Rent(size);
        var row = scratch.Floats.AsSpan(0, size);
        for (int o = 0; o < to.Length; o += size * inner)
            for (int i = 0; i < inner; i++)
            {
                for (int s = 0; s < size; s++)
                    row[s] = source[o + s * inner + i];
                Row(row, row);
                for (int s = 0; s < size; s++)
                    to[o + s * inner + i] = row[s];
            }
        call.Done(scratch);
    }

    private void Row(ReadOnlySpan<float> from, Span<float> to)
    {
        if (!log)
        {
            Softmax.Compute(from, to);
            return;
        }
        float top = TensorPrimitives.Max(from), sum = 0;
        TensorPrimitives.Subtract(from, top, to);
        foreach (float x in to)
            sum += MathF.Exp(x);
        TensorPrimitives.Subtract(to, MathF.Log(sum), to);
    }
}
