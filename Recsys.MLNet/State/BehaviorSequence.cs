namespace Recsys.MLNet.State;

/// <summary>A history made regular: duplicates out, repeats merged, times filled, types as weights, one fixed length.</summary>
/// <remarks>
/// In this order: an event of an id seen before, or equal in item, type and time to one before, goes; a missing time becomes the mean
/// of the known ones around it (at the ends the nearest known); the same item and type in a row within the gap become one
/// behaviour with the last time; the newest <see cref="BehaviorSequenceOptions.Length"/> stay; the front is padded with item −1
/// and weight 0. The order given is kept: times never sort.
/// </remarks>
public sealed class BehaviorSequence
{
    private BehaviorSequence(int length)
    {
        (Items, Weights, Times, Stages) = (new int[length], new float[length], new long[length], new BehaviorStage[length]);
        Array.Fill(Items, -1);
    }

    /// <summary>Item numbers; −1 is padding.</summary>
    public int[] Items { get; }

    /// <summary>Weights of the types; 0 in the padding.</summary>
    public float[] Weights { get; }

    /// <summary>Times in milliseconds; 0 in the padding and where no time is known at all.</summary>
    public long[] Times { get; }

    /// <summary>Stages of the types.</summary>
    public BehaviorStage[] Stages { get; }

    /// <summary>Behaviours that are not padding: the last ones.</summary>
    public int Count { get; private init; }

    /// <summary>Makes a history regular.</summary>
    /// <param name="history">Behaviours in the order they happened.</param>
    /// <param name="types">Meaning of the types.</param>
    /// <param name="options">Length and merging.</param>
    public static BehaviorSequence From(IEnumerable<RawBehavior> history, BehaviorTypes types, BehaviorSequenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        var behaviors = Distinct(history);
        FillTimes(behaviors);
        behaviors = Merge(behaviors, options.MergeMinutes * 60_000);
        int kept = Math.Min(behaviors.Count, options.Length);
        var sequence = new BehaviorSequence(options.Length) { Count = kept };
        for (int i = 0; i < kept; i++)
        {
            var behavior = behaviors[behaviors.Count - kept + i];
            var type = types.Of(behavior.Type);
            int at = options.Length - kept + i;
            (sequence.Items[at], sequence.Weights[at], sequence.Times[at], sequence.Stages[at]) = (behavior.Item, type.Weight, behavior.Time == RawBehavior.Missing ? 0 : behavior.Time, type.Stage);
        }
        return sequence;
    }

    private static List<RawBehavior> Distinct(IEnumerable<RawBehavior> history)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var exact = new HashSet<(int, string, long)>();
        var kept = new List<RawBehavior>();
        foreach (var behavior in history)
        {
            if (behavior.Id is not null && !ids.Add(behavior.Id))
                continue;
            if (behavior.Time != RawBehavior.Missing && !exact.Add((behavior.Item, behavior.Type, behavior.Time)))
                continue;
            kept.Add(behavior);
        }
        return kept;
    }

    private static void FillTimes(List<RawBehavior> behaviors)
    {
        for (int i = 0; i < behaviors.Count;)
        {
            if (behaviors[i].Time != RawBehavior.Missing)
            {
                i++;
                continue;
            }
            int end = i;
            while (end < behaviors.Count && behaviors[end].Time == RawBehavior.Missing)
                end++;
            long before = i > 0 ? behaviors[i - 1].Time : RawBehavior.Missing, after = end < behaviors.Count ? behaviors[end].Time : RawBehavior.Missing;
            long filled = before == RawBehavior.Missing ? after : after == RawBehavior.Missing ? before : before + (after - before) / 2;
            for (; i < end; i++)
                behaviors[i] = behaviors[i] with { Time = filled };
        }
    }

    private static List<RawBehavior> Merge(List<RawBehavior> behaviors, double gap)
    {
        var merged = new List<RawBehavior>(behaviors.Count);
        foreach (var behavior in behaviors)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Item == behavior.Item && last.Type == behavior.Type && Math.Abs((double)behavior.Time - last.Time) <= gap)
                merged[^1] = behavior;
            else
                merged.Add(behavior);
        }
        return merged;
    }
}
