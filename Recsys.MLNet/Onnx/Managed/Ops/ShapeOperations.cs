namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Shape: the sizes of a value, or some of them.</summary>
internal sealed class ShapeOperation(long start, long end) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int first = Clamp(start, from.Rank), last = Math.Max(first, Clamp(end, from.Rank));
        var to = call.MakeLongs([last - first]);
        for (int i = first; i < last; i++)
            to[i - first] = from.Dims[i];
    }

    private static int Clamp(long at, int rank) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);
}

/// <summary>Size: the number of elements.</summary>
internal sealed class SizeOperation : Operation
{
    public override void Run(in Call call) => call.MakeLongs([])[0] = call.In(0).Count;
}

/// <summary>Identity, and Dropout as it is after training.</summary>
internal sealed class IdentityOperation : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        call.View(from, from.Dims);
        if (call.Wants(1))
            call.MakeLongs(from.Dims, OnnxElementType.Bool, output: 1).Fill(1);
    }
}

/// <summary>Reshape: 0 keeps a size, one −1 is worked out.</summary>
internal sealed class ReshapeOperation(bool zeroIsZero) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        var wanted = call.In(1).Longs;
        if (wanted.Length > Tensor.MaxRank)
            throw new NotSupportedException($"a value of {wanted.Length} dimensions; managed code handles {Tensor.MaxRank}");
        Span<int> dims = stackalloc int[wanted.Length];
        int open = -1;
        long known = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            if (wanted[i] == -1)
            {
                open = open < 0 ? i : throw new InvalidDataException("two sizes of −1 in a shape");
                continue;
            }
            dims[i] = wanted[i] == 0 && !zeroIsZero ? from.Dims[i] : Shapes.ToInt(wanted[i]);
            known = checked(known * dims[i]);
        }
        if (open >= 0)
            dims[open] = known > 0 && from.Count % known == 0 ? (int)(from.Count / known) : known == 0 && from.Count == 0 ? 0 : throw Misfit(from, wanted);
        if (Tensor.CountOf(dims) != from.Count)
            throw Misfit(from, wanted);
        call.View(from, dims);
    }

    private static InvalidDataException Misfit(Tensor from, Span<long> wanted) =>
        new($"{from} cannot take the shape [{string.Join(", ", wanted.ToArray())}]");
}

/// <summary>Flatten: two dimensions, split at an axis.</summary>
internal sealed class FlattenOperation(long axis) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        int at = axis == from.Rank ? from.Rank : Shapes.Axis(axis, from.Rank);
        call.View(from, [Shapes.Product(from.Dims[..at]), Shapes.Product(from.Dims[at..])]);
    }
}

/// <summary>Unsqueeze: new dimensions of size 1.</summary>
internal sealed class UnsqueezeOperation(int[]? fixedAxes) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        long[] given = fixedAxes is null ? call.In(1).Longs.ToArray() : [.. fixedAxes.Select(axis => (long)axis)];
        int rank = from.Rank + given.Length;
        if (rank > Tensor.MaxRank)
            throw new NotSupportedException($"a value of {rank} dimensions; managed code handles {Tensor.MaxRank}");
        int[] axes = Shapes.Axes(given, rank);
        Span<int> dims = stackalloc int[rank];
        for (int i = 0, next = 0; i < rank; i++)
            dims[i] = axes.Contains(i) ? 1 : from.Dims[next++];
        call.View(from, dims);
    }
}

/// <summary>Squeeze: without the named dimensions of size 1, or without all of them.</summary>
internal sealed class SqueezeOperation(int[]? fixedAxes) : Operation
{
    public override void Run(in Call call)
    {
        var from = call.In(0);
        long[]? given = fixedAxes is not null ? [.. fixedAxes.Select(axis => (long)axis)] : call.Maybe(1)?.Longs.ToArray();
        int[]? axes = given is null ? null : Shapes.Axes(given, from.Rank);
        Span<int> dims = stackalloc int[from.Rank];
        int rank = 0;
        for (int i = 0; i < from.Rank; i++)
        {
            if (axes is null ? from.Dims[i] == 1 : axes.Contains(i))
            {
                if (from.Dims[i] != 1)
                    throw new InvalidDataException($"dimension {i} of {from} is to be dropped but is not 1");
                continue;
            }
            dims[rank++] = from.Dims[i];
        }
        call.View(from, dims[..rank]);
    }
}
