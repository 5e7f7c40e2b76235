using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>act(x·W + bias) with constant weights; several weights of one input lie side by side as one.</summary>
internal sealed class LinearOperation(LinearWeights weights, float[] bias, Activation activation) : Operation
{
    public static LinearOperation Of(NodeBuild node)
    {
        bool transposed = node.Int("transposed", 0) != 0;
        int parts = (node.Node.Inputs.Length - 1) / 2;
        var values = new float[parts][];
        int k = 0, width = 0;
        bool biased = false;
        for (int p = 0; p < parts; p++)
        {
            var constant = node.Constant(1 + 2 * p)!;
            (k, width) = (constant.Dims[transposed ? 1 : 0], constant.Dims[transposed ? 0 : 1]);
            values[p] = constant.TakeFloats();
            biased |= node.Has(2 + 2 * p);
            node.Absorb(1 + 2 * p);
        }
        var bias = new float[biased ? parts * width : 0];
        for (int p = 0; p < parts && biased; p++)
        {
            node.Constant(2 + 2 * p)?.TakeFloats().CopyTo(bias, p * width);
            node.Absorb(2 + 2 * p);
        }
        return new(LinearWeights.Of(Join(values, k, width, transposed), k, parts * width, transposed, node.Weights), bias, (Activation)node.Int("activation", 0));
    }

    public override void Run(in Call call)
    {
        var x = call.In(0);
        if (x.Rank == 0 || x.Dims[^1] != weights.K)
            throw new InvalidDataException($"{x} times weights of {weights.K} rows");
        Span<int> dims = stackalloc int[x.Rank];
        x.Dims.CopyTo(dims);
        dims[^1] = weights.N;
        weights.Multiply(x.Floats, x.Count / weights.K, bias, call.MakeFloats(dims, x.Type), activation, call.Threads);
    }

    private static float[] Join(float[][] parts, int k, int width, bool transposed)
    {
        if (parts.Length == 1)
            return parts[0];
        var joined = new float[checked(parts.Length * k * width)];
        for (int p = 0; p < parts.Length; p++)
            if (transposed)
                parts[p].CopyTo(joined, p * k * width);
            else
                for (int row = 0; row < k; row++)
                    parts[p].AsSpan(row * width, width).CopyTo(joined.AsSpan((row * parts.Length + p) * width));
        return joined;
    }
}
