using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

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

    /// <summary>The same as the model is asked with.</summary>
    internal UserContext ToContext() => new(User, Items, Array.ConvertAll(Types, t => (int)t), Weights, Times, 0);

    /// <summary>The last <paramref name="most"/> behaviours of every user who has at least so many, and windows of as many before them.</summary>
    /// <param name="log">Interactions.</param>
    /// <param name="most">Behaviours in a window; the last of one is the first of the next, so that each behaviour but a user's first is expected once.</param>
    /// <param name="gaps">Whether times are looked at.</param>
    /// <param name="atLeast">Behaviours a window must have.</param>
    /// <param name="knownTypes">Event types from here on count as type 0.</param>
    /// <param name="windows">Most windows of one user, the latest first.</param>
    public static List<TrainingSequence> Of(InteractionLog log, int most, bool gaps, int atLeast, int knownTypes = 256, int windows = 1)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sequences = new List<TrainingSequence>();
        var byUser = log.BySequence();
        for (int user = 0; user < byUser.Users; user++)
        {
            var places = byUser.PlacesOf(user);
            int to = places.Length;
            for (int window = 0; window < windows && to >= atLeast; window++)
            {
                int from = Math.Max(0, to - most);
                sequences.Add(Window(log, user, places, from, to, gaps, knownTypes));
                to = from == 0 ? 0 : from + 1;
            }
        }
        return sequences;
    }

    private static TrainingSequence Window(InteractionLog log, int user, ReadOnlySpan<int> places, int from, int to, bool gaps, int knownTypes)
    {
        int length = to - from;
        var (items, types, times, classes, weights) = (new int[length], new byte[length], new long[length], new byte[length], new float[length]);
        for (int i = 0; i < length; i++)
        {
            int place = places[from + i];
            (items[i], types[i], times[i], weights[i]) = (log.ItemOf[place], (byte)((uint)log.TypeOf[place] < (uint)knownTypes ? log.TypeOf[place] : 0), gaps ? log.TimeOf[place] : 0, log.WeightOf[place]);
            classes[i] = (byte)(gaps && from + i > 0 ? TimeGap.Of(times[i] - log.TimeOf[places[from + i - 1]]) : TimeGap.None);
        }
        return new(user, items, types, times, classes) { Weights = weights };
    }
}
