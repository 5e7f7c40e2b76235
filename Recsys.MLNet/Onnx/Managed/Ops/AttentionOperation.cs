using System.Buffers;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx.Managed.Fusion;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Attention over all heads.</summary>
/// <remarks>
/// <code>out = softmax(scale·Q·Kᵀ + mask)·V</code>
/// Shapes for each batch and head: Q (T, D), K (S, D), V (S, E), mask (T, S) or stretched to it, out (T, E). Heads are independent and
/// are shared among threads. A row that sees nothing (mask −∞ everywhere) gets zeros.
/// Vaswani et al. 2017, "Attention is all you need", §3.2.
/// </remarks>
internal sealed class AttentionOperation(int heads, float scale, HeadLayout query, HeadLayout key, HeadLayout value, HeadLayout result, bool joint, int width) : Operation
{
    public static AttentionOperation Of(NodeBuild node) => new((int)node.Int("heads", 1), node.Float("scale", 1),
        (HeadLayout)node.Int("query", 0), (HeadLayout)node.Int("key", 0), (HeadLayout)node.Int("value", 0), (HeadLayout)node.Int("out", 0), node.Int("joint", 0) != 0, (int)node.Int("width", 0));

    public override void Run(in Call call)
    {
        Tensor queries = call.In(0), keys = call.In(1), values = call.In(2);
        int parts = joint ? 3 : 1;
        HeadRows q = new(queries, query, heads, 0, parts), k = new(keys, key, heads, joint ? 1 : 0, parts), v = new(values, value, heads, joint ? 2 : 0, parts);
        int batch = Math.Max(q.Batch, Math.Max(k.Batch, v.Batch)), count = Math.Max(q.Heads, Math.Max(k.Heads, v.Heads));
        bool Fits(int size, int all) => size == all || size == 1;
        if (q.Width != k.Width || k.Tokens != v.Tokens || v.Layout == HeadLayout.Transposed
            || !Fits(q.Batch, batch) || !Fits(k.Batch, batch) || !Fits(v.Batch, batch) || !Fits(q.Heads, count) || !Fits(k.Heads, count) || !Fits(v.Heads, count))
            throw new InvalidDataException($"queries {queries}, keys {keys} and values {values} do not fit together");
        if (width != 0 && width != count * v.Width)
            throw new InvalidDataException($"{count} heads of {v.Width} joined to {width}");
        int tokens = q.Tokens, depth = v.Width;
        var to = result switch
        {
            HeadLayout.Rows => call.MakeFloats([batch, tokens, count * depth], queries.Type),
            HeadLayout.Turned => call.MakeFloats([batch, tokens, count, depth], queries.Type),
            _ => call.MakeFloats([batch, count, tokens, depth], queries.Type),
        };
        bool rows = result != HeadLayout.Heads;
        var work = new Work
        {
            Queries = queries,
            Keys = keys,
            Values = values,
            Out = call.Result(),
            Mask = call.Maybe(3),
            Q = q,
            K = k,
            V = v,
            Heads = count,
            Scale = scale,
            OutRow = rows ? count * depth : depth,
            OutHead = rows ? depth : tokens * depth,
            OutBatch = tokens * count * depth,
        };
        work.CheckMask(batch);
        if (to.IsEmpty)
            return;
        if (call.Threads <= 1 || (long)batch * count * tokens * k.Tokens * (q.Width + depth) < 1_000_000)
        {
            float[] scores = ArrayPool<float>.Shared.Rent(Math.Max(1, tokens * k.Tokens + k.Tokens));
            for (int i = 0; i < batch * count; i++)
                work.Head(i, scores);
            ArrayPool<float>.Shared.Return(scores);
            return;
        }
        WorkPool.For(batch * count, call.Threads, () => new float[tokens * k.Tokens + k.Tokens], work.Head);
    }

    private sealed class Work
    {
        private int _maskBatch, _maskHead, _maskRow, _maskColumn;

        public required Tensor Queries, Keys, Values, Out;
        public required Tensor? Mask;
        public required HeadRows Q, K, V;
        public required int Heads, OutRow, OutHead, OutBatch;
        public required float Scale;

        public void CheckMask(int batch)
        {
            if (Mask is null)
                return;
            Span<int> dims = [1, 1, 1, 1];
            if (Mask.Rank > 4)
                throw new InvalidDataException($"a mask of {Mask}");
            Mask.Dims.CopyTo(dims[(4 - Mask.Rank)..]);
            Span<int> strides = stackalloc int[4];
            Shapes.BroadcastStrides(dims, 4, strides);
            (_maskBatch, _maskHead, _maskRow, _maskColumn) = (strides[0], strides[1], strides[2], strides[3]);
            ReadOnlySpan<int> wanted = [batch, Heads, Q.Tokens, K.Tokens];
            for (int i = 0; i < 4; i++)
                if (dims[i] != 1 && dims[i] != wanted[i])
                    throw new InvalidDataException($"a mask of {Mask} for scores of [{string.Join(", ", wanted.ToArray())}]");
        }

        /// <summary>Batch and head number <paramref name="index"/>; scratch is (T, S) scores and one row more.</summary>
        public void Head(int index, float[] scratch)
        {
            int batch = index / Heads, head = index % Heads, tokens = Q.Tokens, seen = K.Tokens;
            var to = Out.Floats[(batch * OutBatch + head * OutHead)..];
            if (seen == 0)
            {
                for (int i = 0; i < tokens; i++)
                    to.Slice(i * OutRow, V.Width).Clear();
                return;
            }
            var scores = scratch.AsSpan(0, tokens * seen);
            Gemm.Multiply(tokens, seen, Q.Width, Queries.Floats[Q.At(batch, head)..], Q.RowStep, false,
                Keys.Floats[K.At(batch, head)..], K.RowStep, K.Layout != HeadLayout.Transposed, scores, seen);
            if (Mask is null || _maskColumn == 1)
                Softmax.Rows(scores, seen, Scale, Mask is null ? default : Mask.Floats[(batch * _maskBatch + head * _maskHead)..], _maskRow);
            else
                for (int i = 0; i < tokens; i++)
                {
                    Span<float> row = scores.Slice(i * seen, seen), bias = scratch.AsSpan(tokens * seen, seen);
                    bias.Fill(Mask.Floats[batch * _maskBatch + head * _maskHead + i * _maskRow]);
                    Softmax.Compute(row, row, Scale, bias);
                }
            Gemm.Multiply(tokens, V.Width, seen, scores, seen, false, Values.Floats[V.At(batch, head)..], V.RowStep, false, to, OutRow);
        }
    }
}
