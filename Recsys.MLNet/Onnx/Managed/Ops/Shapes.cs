namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Arithmetic of shapes and axes.</summary>
internal static class Shapes
{
    /// <summary>An axis counted from either end, checked.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new InvalidDataException($"axis {axis} of a value with {rank} dimensions");

    /// <summary>Sorted, distinct, counted from the front.</summary>
    public static int[] Axes(ReadOnlySpan<long> axes, int rank)
    {
        var found = new SortedSet<int>();
        foreach (long axis in axes)
            if (!found.Add(Axis(axis, rank)))
                throw new InvalidDataException($"axis {axis} is named twice");
        return [.. found];
    }

    public static int Product(ReadOnlySpan<int> dims)
    {
        int product = 1;
        foreach (int size in dims)
            product *= size;
        return product;
    }

    /// <summary>Elements between neighbours along each dimension of a dense tensor.</summary>
    public static void Strides(ReadOnlySpan<int> dims, Span<int> strides)
    {
        int stride = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dims[i];
        }
    }

    /// <summary>The common shape of two by the rules of broadcasting: aligned at the end, size 1 stretches.</summary>
    public static int Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> into)
    {
        int rank = Math.Max(a.Length, b.Length);
        for (int i = 0; i < rank; i++)
        {
            int x = i < rank - a.Length ? 1 : a[i - (rank - a.Length)], y = i < rank - b.Length ? 1 : b[i - (rank - b.Length)];
            into[i] = x == y || y == 1 ? x : x == 1 ? y
                : throw new InvalidDataException($"shapes [{string.Join(", ", a.ToArray())}] and [{string.Join(", ", b.ToArray())}] do not fit together");
        }
        return rank;
    }

    /// <summary>Strides of a tensor seen as a larger shape: 0 where it is stretched.</summary>
    public static void BroadcastStrides(ReadOnlySpan<int> dims, int rank, Span<int> strides)
    {
        int stride = 1, missing = rank - dims.Length;
        for (int i = rank - 1; i >= 0; i--)
        {
            int size = i < missing ? 1 : dims[i - missing];
            strides[i] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }

    public static int ToInt(long size) => size is >= int.MinValue and <= int.MaxValue ? (int)size : throw new InvalidDataException($"a size of {size}");
}
