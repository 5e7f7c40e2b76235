namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Copies a strided view into dense memory: transposition, slicing and stretching are this one loop.</summary>
/// <remarks>
/// <code>to[i₀, …, iₙ] = from[start + Σ iₖ·strideₖ]</code>
/// Neighbouring dimensions that lie evenly are joined first; the innermost then copies, fills or steps.
/// </remarks>
internal static class StridedCopy
{
    public static void Run<T>(ReadOnlySpan<T> from, int start, ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, Span<T> to)
    {
        if (to.IsEmpty)
            return;
        Span<int> size = stackalloc int[Tensor.MaxRank + 1], step = stackalloc int[Tensor.MaxRank + 1];
        int rank = Join(dims, strides, size, step);
        int inner = size[rank - 1], innerStep = step[rank - 1];
        Span<int> index = stackalloc int[Tensor.MaxRank + 1];
        index.Clear();
        int at = start;
        for (int done = 0; done < to.Length; done += inner)
        {
            var row = to.Slice(done, inner);
            if (innerStep == 1)
                from.Slice(at, inner).CopyTo(row);
            else if (innerStep == 0)
                row.Fill(from[at]);
            else
                for (int i = 0, f = at; i < inner; i++, f += innerStep)
                    row[i] = from[f];
            for (int d = rank - 2; d >= 0; d--)
            {
                at += step[d];
                if (++index[d] < size[d])
                    break;
                at -= size[d] * step[d];
                index[d] = 0;
            }
        }
    }

    private static int Join(ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, Span<int> size, Span<int> step)
    {
        int rank = 0;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 1)
                continue;
            if (rank > 0 && step[rank - 1] == strides[i] * dims[i])
            {
                size[rank - 1] *= dims[i];
                step[rank - 1] = strides[i];
                continue;
            }
            (size[rank], step[rank]) = (dims[i], strides[i]);
            rank++;
        }
        if (rank == 0)
            (size[rank], step[rank++]) = (1, 1);
        return rank;
    }
}
