using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>MatMul: products of the last two dimensions, the others broadcast. Constant weights are packed once.</summary>
internal sealed class MatMulOperation(LinearWeights? weights) : Operation
{
    public static MatMulOperation Of(NodeBuild node)
    {
        if (node.Constant(1) is not { Dims.Length: 2 } constant || constant.Count == 0 || Tensor.StorageOf(constant.Type) != Storage.Floats)
            return new(null);
        node.Absorb(1);
        var values = node.Buffer(constant.Count);
        constant.CopyFloats(values);
        return new(LinearWeights.Of(values, constant.Dims[0], constant.Dims[1], transposed: false, node.Weights));
    }

    public override void Run(in Call call)
    {
        var a = call.In(0);
        if (weights is not null)
        {
            if (a.Rank == 0 || a.Dims[^1] != weights.K)
                throw new InvalidDataException($"{a} times weights of {weights.K} rows");
            Span<int> shape = stackalloc int[a.Rank];
            a.Dims.CopyTo(shape);
            shape[^1] = weights.N;
            weights.Multiply(a.Floats, a.Count / weights.K, default, call.MakeFloats(shape, a.Type), Activation.None, call.Threads);
            return;
        }
        General(call, a, call.In(1));
    }

    private static void General(in Call call, Tensor a, Tensor b)
    {
        if (a.Rank == 0 || b.Rank == 0)
            throw new InvalidDataException($"{a} times {b}");
        // A vector on the left is a row, on the right a column; the made dimension disappears again.
        Span<int> x = a.Rank == 1 ? [1, a.Dims[0]] : a.Dims.ToArray(), y = b.Rank == 1 ? [b.Dims[0], 1] : b.Dims.ToArray();
        int m = x[^2], k = x[^1], n = y[^1];
        if (y[^2] != k)
            throw new InvalidDataException($"{a} times {b}");
        Span<int> dims = stackalloc int[Tensor.MaxRank + 2], aStrides = stackalloc int[Tensor.MaxRank], bStrides = stackalloc int[Tensor.MaxRank], index = stackalloc int[Tensor.MaxRank];
        index.Clear();
        int batch = Shapes.Broadcast(x[..^2], y[..^2], dims);
        Shapes.BroadcastStrides(x[..^2], batch, aStrides);
        Shapes.BroadcastStrides(y[..^2], batch, bStrides);
        int products = Shapes.Product(dims[..batch]), rank = batch;
        if (a.Rank > 1)
            dims[rank++] = m;
        if (b.Rank > 1)
            dims[rank++] = n;
        var to = call.MakeFloats(dims[..rank], a.Type);
        if (k == 0)
            to.Clear();
        if (to.IsEmpty || k == 0)
            return;
        ReadOnlySpan<float> left = a.Floats, right = b.Floats;
        int ai = 0, bi = 0;
        for (int p = 0; p < products; p++)
        {
            Gemm.Multiply(m, n, k, left.Slice(ai * m * k, m * k), k, false, right.Slice(bi * k * n, k * n), n, false, to.Slice(p * m * n, m * n), n, false, call.Threads);
            for (int d = batch - 1; d >= 0; d--)
            {
                (ai, bi) = (ai + aStrides[d], bi + bStrides[d]);
                if (++index[d] < dims[d])
                    break;
                (ai, bi) = (ai - dims[d] * aStrides[d], bi - dims[d] * bStrides[d]);
                index[d] = 0;
            }
        }
    }
}
