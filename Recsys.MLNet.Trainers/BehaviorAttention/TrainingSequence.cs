using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>One user's behaviours, oldest first.</summary>
/// <param name="User">User number.</param>
/// <param name="Items">Item numbers.</param>
/// <param name="Types">Event types.</param>
/// <param name="Times">Milliseconds, 0 where times are not looked at.</param>
/// <param name="Gaps">Class of the gap before each.</param>
public sealed record TrainingSequence(int User, int[] Items, byte[] Types, long[] Times, byte[] Gaps)
{
    /// <summary>What each was worth; empty where it is not looked at.</summary>
    public float[] Weights { get; init; } = [];

    /// <summary>The last <paramref name="most"/> behaviours of every user who has at least so many; event types from <paramref name="knownTypes"/> on count as type 0.</summary>
    public static List<TrainingSequence> Of(InteractionLog log, int most, bool gaps, int atLeast, int knownTypes = 256)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sequences = new List<TrainingSequence>();
        var byUser = log.BySequence();
        bool timed = gaps;
        for (int user = 0; user < byUser.Users; user++)
        {
            var places = byUser.PlacesOf(user);
            if (places.Length < atLeast)
                continue;
            int before = Math.Max(0, places.Length - most);
            bool cut = before > 0;
            var kept = places[before..];
            var (items, types, times, classes) = (new int[kept.Length], new byte[kept.Length], new long[kept.Length], new byte[kept.Length]);
            for (int i = 0; i < kept.Length; i++)
            {
                (items[i], types[i], times[i]) = (log.ItemOf[kept[i]], (byte)((uint)log.TypeOf[kept[i]] < (uint)knownTypes ? log.TypeOf[kept[i]] : 0), timed ? log.TimeOf[kept[i]] : 0);
                long previous = i > 0 ? times[i - 1] : cut && timed ? log.TimeOf[places[before - 1]] : 0;
                classes[i] = (byte)(timed && (i > 0 || cut) ? TimeGap.Of(times[i] - previous) : TimeGap.None);
            }
            sequences.Add(new(user, items, types, times, classes) { Weights = [.. kept.ToArray().Select(i => log.WeightOf[i])] });
        }
        return sequences;
    }
}
