using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>What a set of models was fitted on, precise enough to tell whether they may score a row.</summary>
/// <remarks>
/// On an absolute clock: the time of the last interaction; a row must be later. On any other: how many of each user's
/// interactions; a row must come after them. Learned scores that have seen their label make training look better and
/// service worse, so a row that does not is refused, not skipped.
/// </remarks>
public sealed class TrainingCutoff
{
    private readonly int[]? _lengths;

    private TrainingCutoff(long? time, int[]? lengths) => (Time, _lengths) = (time, lengths);

    /// <summary>Time of the last interaction that was fitted, in milliseconds, or null where times do not compare between users.</summary>
    public long? Time { get; }

    /// <summary>The cutoff of models fitted on a log.</summary>
    public static TrainingCutoff Of(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.Clock == EventClock.Absolute)
            return new(log.Count == 0 ? long.MinValue : log.TimeOf.Max(), null);
        var lengths = new int[log.Users.Count];
        foreach (int user in log.UserOf)
            lengths[user]++;
        return new(null, lengths);
    }

    /// <summary>Refuses a row that the models may have seen.</summary>
    /// <param name="user">The user of the row.</param>
    /// <param name="position">How many of the user's interactions come before it.</param>
    /// <param name="time">Its time.</param>
    /// <exception cref="InvalidOperationException">The row does not come after the cutoff.</exception>
    public void Require(int user, int position, long time)
    {
        if (Time is { } last && last >= time)
            throw new InvalidOperationException($"Models fitted up to {last} cannot score a training row of {time}: they may have seen its label. Fit them on interactions before the row.");
        if (_lengths is not null && _lengths[user] > position)
            throw new InvalidOperationException($"Models fitted on {_lengths[user]} interactions of user {user} cannot score a training row after the first {position}: they have seen its label. Fit them on fewer.");
    }
}
