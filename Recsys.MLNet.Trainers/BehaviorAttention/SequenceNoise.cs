using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>The same history told a little differently each time it is learned from.</summary>
/// <remarks>Behaviours of one time come in any order; some are left out, never so many that fewer than two remain. Gaps are counted anew between what is left.</remarks>
internal static class SequenceNoise
{
    public static TrainingSequence Apply(TrainingSequence sequence, float skip, bool shuffleTies, bool gaps, RandomStream random)
    {
        int n = sequence.Items.Length;
        int[] order = [.. Enumerable.Range(0, n)];
        if (shuffleTies)
            for (int from = 0; from < n;)
            {
                int to = from + 1;
                while (to < n && sequence.Times[to] == sequence.Times[from])
                    to++;
                random.Shuffle(order.AsSpan(from, to - from));
                from = to;
            }
        if (skip > 0)
        {
            int[] kept = [.. order.Where(_ => random.NextFloat() >= skip)];
            if (kept.Length >= 2)
                order = kept;
        }
        var (items, types, times, classes) = (new int[order.Length], new byte[order.Length], new long[order.Length], new byte[order.Length]);
        for (int i = 0; i < order.Length; i++)
        {
            (items[i], types[i], times[i]) = (sequence.Items[order[i]], sequence.Types[order[i]], sequence.Times[order[i]]);
            classes[i] = i == 0 ? sequence.Gaps[shuffleTies ? 0 : order[0]] : gaps ? (byte)TimeGap.Of(times[i] - times[i - 1]) : (byte)TimeGap.None;
        }
        return new(sequence.User, items, types, times, classes) { Weights = sequence.Weights.Length == 0 ? [] : [.. order.Select(i => sequence.Weights[i])] };
    }
}
