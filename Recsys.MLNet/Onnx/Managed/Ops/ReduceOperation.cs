using System.Numerics.Tensors;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The Reduce operators: one number from all elements along some axes.</summary>
/// <remarks>Axes that are not the last ones are moved there by a strided copy; then every result is one row.</remarks>
internal sealed class ReduceOperation(Reduction kind, int[]? fixedAxes, bool keep, bool nothingMeansNothing) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int rank = from.Rank;
        long[]? given = fixedAxes is not null ? [.. fixedAxes.Select(axis => (long)axis)] : call.Maybe(1)?.Longs.ToArray();
        if (given is null or { Length: 0 })
        {
            if (nothingMeansNothing)
            {
                call.View(from, from.Dims);
                return;
            }
            given = [.. Enumerable.Range(0, rank)];
        }
        int[] axes = Shapes.Axes(given, rank);
        Span<int> dims = stackalloc int[rank], moved = stackalloc int[rank], steps = stackalloc int[rank], strides = stackalloc int[rank];
        Shapes.Strides(from.Dims, strides);
        int made = 0, outer = 0, inner = rank - axes.Length, row = 1;
        for (int i = 0; i < rank; i++)
        {
            bool gone = axes.Contains(i);
            int place = gone ? inner++ : outer++;
            (moved[place], steps[place]) = (from.Dims[i], strides[i]);
            row *= gone ? from.Dims[i] : 1;
            if (!gone || keep)
                dims[made++] = gone ? 1 : from.Dims[i];
        }
        dims = dims[..made];
        bool last = axes.Length == 0 || axes[0] == rank - axes.Length;
        if (!from.IsFloat)
        {
            var sorted = new long[from.Count];
            StridedCopy.Run<long>(from.Longs, 0, moved, steps, sorted);
            Rows(sorted, row, call.MakeLongs(dims, from.Type));
            Wrap.To(from.Type, call.Result().Longs);
            return;
        }
        if (last)
        {
            Rows(from.Floats, row, call.MakeFloats(dims, from.Type));
            return;
        }
        var scratch = call.Rent(from.Count);
        var turned = scratch.Floats.AsSpan(0, from.Count);
        StridedCopy.Run<float>(from.Floats, 0, moved, steps, turned);
        Rows(turned, row, call.MakeFloats(dims, from.Type));
        call.Done(scratch);
    }

    private void Rows(ReadOnlySpan<float> from, int row, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            var x = from.Slice(i * row, row);
            to[i] = kind switch
            {
                Reduction.Mean => TensorPrimitives.Sum(x) / row,
                Reduction.Sum => TensorPrimitives.Sum(x),
                Reduction.Max => row == 0 ? float.NegativeInfinity : TensorPrimitives.Max(x),
                Reduction.Min => row == 0 ? float.PositiveInfinity : TensorPrimitives.Min(x),
                Reduction.Product => row == 0 ? 1 : TensorPrimitives.Product(x),
                Reduction.L1 => TensorPrimitives.SumOfMagnitudes(x),
                Reduction.L2 => row == 0 ? 0 : TensorPrimitives.Norm(x),
                Reduction.SumOfSquares => TensorPrimitives.SumOfSquares(x),
                Reduction.LogSum => MathF.Log(TensorPrimitives.Sum(x)),
                _ => LogSumExp(x),
            };
        }
    }

    private void Rows(ReadOnlySpan<long> from, int row, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            var x = from.Slice(i * row, row);
            if (row == 0 && kind is Reduction.Max or Reduction.Min or Reduction.Mean && row == 0)
                throw new InvalidDataException($"{kind} of no whole numbers");
            to[i] = kind switch
            {
                Reduction.Mean => TensorPrimitives.Sum(x) / row,
                Reduction.Sum => TensorPrimitives.Sum(x),
                Reduction.Max => TensorPrimitives.Max(x),
                Reduction.Min => TensorPrimitives.Min(x),
                Reduction.Product => row == 0 ? 1 : TensorPrimitives.Product(x),
                Reduction.L1 => TensorPrimitives.SumOfMagnitudes(x),
                Reduction.SumOfSquares => TensorPrimitives.SumOfSquares(x),
                _ => throw new InvalidDataException($"{kind} of whole numbers"),
            };
        }
    }

    private static float LogSumExp(ReadOnlySpan<float> x)
    {
        if (x.IsEmpty)
            return float.NegativeInfinity;
        float top = TensorPrimitives.Max(x), sum = 0;
        if (!float.IsFinite(top))
            return top;
        foreach (float value in x)
            sum += MathF.Exp(value - top);
        return top + MathF.Log(sum);
    }
}
