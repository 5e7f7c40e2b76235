namespace Recsys.MLNet.Data;

/// <summary>For each user the places of their interactions in an <see cref="InteractionLog"/>, oldest first.</summary>
public sealed class UserSequences
{
    private readonly int[] _starts;
    private readonly int[] _places;

    /// <summary>Groups a log by user, keeping its order within each.</summary>
    public UserSequences(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        Log = log;
        _starts = new int[log.Users.Count + 1];
        foreach (int user in log.UserOf)
            _starts[user + 1]++;
        for (int u = 0; u < log.Users.Count; u++)
            _starts[u + 1] += _starts[u];
        _places = new int[log.Count];
        var next = _starts.AsSpan(0, log.Users.Count).ToArray();
        for (int i = 0; i < log.Count; i++)
            _places[next[log.UserOf[i]]++] = i;
    }

    /// <summary>The log.</summary>
    public InteractionLog Log { get; }

    /// <summary>Number of users, also those without interactions.</summary>
    public int Users => _starts.Length - 1;

    /// <summary>Places of a user's interactions in the log, oldest first.</summary>
    public ReadOnlySpan<int> PlacesOf(int user) => _places.AsSpan(_starts[user], _starts[user + 1] - _starts[user]);
}
