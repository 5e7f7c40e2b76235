using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>For each item those most like it by the vectors as they stand, looked up anew for every epoch.</summary>
/// <remarks>
/// Exact among at most <see cref="Most"/> items, chosen at random where there are more. O(M·N·D) for M of N items.
/// </remarks>
internal sealed class HardNegatives(BehaviorWeights weights, RowMatrix? texts)
{
    private const int Most = 20_000, Near = 16, AtOnce = 64;
    private int[] _near = [];

    /// <summary>Looks all of them up.</summary>
    public void Look(ReadOnlySpan<int> touched, RandomStream random, RunSettings run)
    {
        var model = new BehaviorAttentionModel(weights, texts);
        int d = weights.Shape.Width;
        int[] pool = touched.ToArray();
        random.Shuffle<int>(pool);
        Array.Resize(ref pool, Math.Min(pool.Length, Most));
        var vectors = new float[pool.Length * d];
        for (int i = 0; i < pool.Length; i++)
            model.ItemVectors.Row(pool[i]).CopyTo(vectors.AsSpan(i * d));
        var packed = PackedMatrix.PackTransposed(vectors, d, pool.Length);
        int items = weights.Shape.Items, blocks = (items + AtOnce - 1) / AtOnce;
        _near = new int[items * Near];
        Array.Fill(_near, -1);
        run.ParallelFor(blocks, () => (Scores: new float[AtOnce * pool.Length], Places: new int[Near + 1], Values: new float[Near + 1]), (block, scratch) =>
        {
            int from = block * AtOnce, count = Math.Min(AtOnce, items - from);
            Gemm.Multiply(model.ItemVectors.Values.AsSpan(from * d, count * d), count, d, packed, [], scratch.Scores, pool.Length);
            for (int i = 0; i < count; i++)
            {
                var top = new TopK(Near + 1);
                top.Push(scratch.Scores.AsSpan(i * pool.Length, pool.Length));
                int found = top.Drain(scratch.Places, scratch.Values), at = 0;
                for (int j = 0; j < found && at < Near; j++)
                    if (pool[scratch.Places[j]] != from + i)
                        _near[(from + i) * Near + at++] = pool[scratch.Places[j]];
            }
        });
    }

    /// <summary>One of the items most like that item; −1 where there is none.</summary>
    public int Draw(int item, RandomStream random) => _near[item * Near + random.NextInt(Near)];
}
