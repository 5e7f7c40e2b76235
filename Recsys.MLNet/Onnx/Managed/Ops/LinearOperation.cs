using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>act(x·W + bias) with constant weights; several weights of one input lie side by side as one.</summary>
internal sealed class LinearOperation(LinearWeights weights, float[] bias, Activation activation) : Operation
{
    private readonly LinearWeights _weights = weights;

    public static LinearOperation Of(NodeBuild node)
    {
        bool transposed = node.Int("transposed", 0) != 0;
        int parts = (node.Node.Inputs.Length - 1) / 2;
        var sizes = node.Constant(1)!.Dims;
        var (k, width) = (sizes[transposed ? 1 : 0], sizes[transposed ? 0 : 1]);
        int size = k * width;
        bool side = parts > 1 && !transposed, biased = false; // parts side by side are read into the end of the buffer first
        var buffer = node.Buffer(checked((side ? parts + 1 : parts) * size));
        Span<float> joined = buffer[..(parts * size)], part = buffer[(parts * size)..];
        for (int p = 0; p < parts; p++)
        {
            node.Constant(1 + 2 * p)!.CopyFloats(side ? part : joined.Slice(p * size, size));
            for (int row = 0; side && row < k; row++)
                part.Slice(row * width, width).CopyTo(joined[((row * parts + p) * width)..]);
            biased |= node.Has(2 + 2 * p);
            node.Absorb(1 + 2 * p);
        }
        var bias = new float[biased ? parts * width : 0];
        for (int p = 0; p < parts && biased; p++)
        {
            node.Constant(2 + 2 * p)?.CopyFloats(bias.AsSpan(p * width, width));
            node.Absorb(2 + 2 * p);
        }
        return new(LinearWeights.Of(joined, k, parts * width, transposed, node.Weights), bias, (Activation)node.Int("activation", 0));
    }

    /// <summary>The product that runs after this one, whose weights are asked for ahead of time.</summary>
    public LinearOperation? Next { get; set; }

    public override void Run(in Call call)
    {
        var x = call.In(0);
        if (x.Rank == 0 || x.Dims[^1] != _weights.K)
            throw new InvalidDataException($"{x} times weights of {_weights.K} rows");
        Span<int> dims = stackalloc int[x.Rank];
        x.Dims.CopyTo(dims);
        dims[^1] = _weights.N;
        _weights.Multiply(x.Floats, x.Count / _weights.K, bias, call.MakeFloats(dims, x.Type), activation, call.Threads, Next?._weights);
    }
}
