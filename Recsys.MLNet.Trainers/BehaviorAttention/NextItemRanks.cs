using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Where the true next items stand among all others, for early stopping.</summary>
/// <remarks>Items of the history are no candidates; an item of equal score counts as half a place.</remarks>
internal sealed class NextItemRanks(BehaviorWeights weights, RowMatrix? texts)
{
    private const int UsersAtOnce = 64;

    /// <summary>Mean NDCG@10 and hit rate@10 of the next item after each of these histories.</summary>
    public (double Ndcg, double Hits) Measure(IReadOnlyList<(TrainingSequence History, int Next)> cases, RunSettings run)
    {
        var shape = weights.Shape;
        int d = shape.Width, items = shape.Items;
        if (shape.Target || shape.Interests > 1)
            return Mean(Served(cases, run));
        var slots = new ItemSlots(weights, texts);
        for (int item = 0; item < items; item++)
            slots.Add(item);
        slots.Look(0, run.Random("sequence.validation"));
        var table = PackedMatrix.PackTransposed(slots.Vectors, d, items);
        int blocks = (cases.Count + UsersAtOnce - 1) / UsersAtOnce;
        var ranks = new double[cases.Count];
        run.ParallelFor(blocks, () => (Pass: new SequencePass(shape), Batch: new PackedBatch(), Scores: new float[UsersAtOnce * items], Last: new float[UsersAtOnce * d]), (block, scratch) =>
        {
            int from = block * UsersAtOnce, count = Math.Min(UsersAtOnce, cases.Count - from);
            scratch.Batch.Clear();
            for (int i = 0; i < count; i++)
                scratch.Batch.Add(cases[from + i].History, slots.SlotOf, shape.Gaps, learn: false);
            scratch.Pass.Forward(weights, slots.Vectors, scratch.Batch, 0, null);
            for (int i = 0; i < count; i++)
            {
                var (start, length) = scratch.Batch.Sequence(i);
                scratch.Pass.Output.AsSpan((start + length - 1) * d, d).CopyTo(scratch.Last.AsSpan(i * d));
            }
            Gemm.Multiply(scratch.Last, count, d, table, [], scratch.Scores, items);
            for (int i = 0; i < count; i++)
                ranks[from + i] = Rank(scratch.Scores.AsSpan(i * items, items), cases[from + i].History, cases[from + i].Next);
        });
        return Mean(ranks);
    }

    /// <summary>Ranks by the model as it is served, where there is more to a score than one inner product.</summary>
    private double[] Served(IReadOnlyList<(TrainingSequence History, int Next)> cases, RunSettings run)
    {
        var model = new BehaviorAttentionModel(weights, texts);
        var ranks = new double[cases.Count];
        run.ParallelFor(cases.Count, () => new float[model.ItemCount], (i, scores) =>
        {
            model.Score(cases[i].History.ToContext(), scores);
            ranks[i] = Rank(scores, cases[i].History, cases[i].Next);
        });
        return ranks;
    }

    private static (double Ndcg, double Hits) Mean(double[] ranks)
    {
        double ndcg = 0, hits = 0;
        foreach (double rank in ranks)
        {
            ndcg += Gain(rank);
            hits += rank < 10 ? 1 : 0;
        }
        return (ndcg / Math.Max(1, ranks.Length), hits / Math.Max(1, ranks.Length));
    }

    /// <summary>What a place, the first being 0, is worth in NDCG@10.</summary>
    public static double Gain(double rank) => rank < 10 ? 1 / Math.Log2(rank + 2) : 0;

    /// <summary>The place of the next item; scores of the history are overwritten.</summary>
    public static double Rank(Span<float> scores, TrainingSequence history, int next)
    {
        float own = scores[next];
        foreach (int seen in history.Items)
            if (seen != next)
                scores[seen] = float.NegativeInfinity;
        int above = 0, equal = -1;
        foreach (float score in scores)
        {
            above += score > own ? 1 : 0;
            equal += score == own ? 1 : 0;
        }
        return above + equal / 2.0;
    }
}
