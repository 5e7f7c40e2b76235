using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Gemm: α·A·B + β·C on matrices, either of them perhaps transposed, C stretched to fit.</summary>
internal sealed class GemmOperation(float alpha, float beta, bool transposeA, bool transposeB, LinearWeights? weights) : Operation
{
    public static GemmOperation Of(NodeBuild node)
    {
        bool b = node.Int("transB", 0) != 0, a = node.Int("transA", 0) != 0;
        LinearWeights? packed = null;
        if (!a && node.Constant(1) is { Dims.Length: 2, Count: > 0 } constant && Tensor.StorageOf(constant.Type) == Storage.Floats)
        {
            node.Absorb(1);
            var values = node.Buffer(constant.Count);
            constant.CopyFloats(values);
            packed = LinearWeights.Of(values, constant.Dims[b ? 1 : 0], constant.Dims[b ? 0 : 1], b, node.Weights);
        }
        return new(node.Float("alpha", 1), node.Float("beta", 1), a, b, packed);
    }

    public override void Run(in Call call)
    {
        var a = call.In(0);
        if (a.Rank != 2)
            throw new InvalidDataException($"{a} is no matrix");
        var b = weights is null ? call.In(1) : null;
        if (b is { Rank: not 2 })
            throw new InvalidDataException($"{b} is no matrix");
        int m = a.Dims[transposeA ? 1 : 0], k = a.Dims[transposeA ? 0 : 1];
        int n = weights?.N ?? b!.Dims[transposeB ? 0 : 1], inner = weights?.K ?? b!.Dims[transposeB ? 1 : 0];
        if (k != inner)
            throw new InvalidDataException($"{m} x {k} times {inner} x {n}");
        Span<int> dims = [m, n];
        var to = call.MakeFloats(dims, a.Type);
        if (k == 0)
            to.Clear();
        else if (weights is not null)
            weights.Multiply(a.Floats, m, default, to, Activation.None, call.Threads);
        else
            Gemm.Multiply(m, n, k, a.Floats, transposeA ? m : k, transposeA, b!.Floats, transposeB ? k : n, transposeB, to, n, false, call.Threads);
        if (alpha != 1)
            TensorPrimitives.Multiply(to, alpha, to);
        if (call.Maybe(2) is not { } c || beta == 0)
            return;
        Span<int> wide = stackalloc int[Tensor.MaxRank];
        if (Shapes.Broadcast(dims, c.Dims, wide) != 2 || wide[0] != m || wide[1] != n)
            throw new InvalidDataException($"{c} added to {m} x {n}");
        if (beta == 1)
        {
            BroadcastLoop.Run<AddOf<float>, float, float>(to, dims, c.Floats, c.Dims, dims, to);
            return;
        }
        var scratch = call.Rent(c.Count);
        var scaled = scratch.Floats.AsSpan(0, c.Count);
        TensorPrimitives.Multiply(c.Floats, beta, scaled);
        BroadcastLoop.Run<AddOf<float>, float, float>(to, dims, scaled, c.Dims, dims, to);
        call.Done(scratch);
    }
}
