using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A log's columns user after user, so that what a user had done up to any moment is one span.</summary>
public sealed class UserHistories
{
    private readonly int[] _starts;

    /// <summary>Gathers a log by user.</summary>
    public UserHistories(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sequences = log.BySequence();
        _starts = new int[sequences.Users + 1];
        (Places, Items, Types) = (new int[log.Count], new int[log.Count], new int[log.Count]);
        (Weights, Times) = (new float[log.Count], new long[log.Count]);
        int at = 0;
        for (int user = 0; user < sequences.Users; user++)
        {
            foreach (int p in sequences.PlacesOf(user))
            {
                (Places[at], Items[at], Types[at], Weights[at], Times[at]) = (p, log.ItemOf[p], log.TypeOf[p], log.WeightOf[p], log.TimeOf[p]);
                at++;
            }
            _starts[user + 1] = at;
        }
    }

    /// <summary>Number of users.</summary>
    public int Users => _starts.Length - 1;

    internal int[] Places { get; }

    internal int[] Items { get; }

    internal int[] Types { get; }

    internal float[] Weights { get; }

    internal long[] Times { get; }

    /// <summary>How many interactions a user has.</summary>
    public int CountOf(int user) => _starts[user + 1] - _starts[user];

    /// <summary>Items of a user, oldest first.</summary>
    public ReadOnlySpan<int> ItemsOf(int user) => Items.AsSpan(_starts[user], CountOf(user));

    /// <summary>Times of a user's interactions, oldest first.</summary>
    public ReadOnlySpan<long> TimesOf(int user) => Times.AsSpan(_starts[user], CountOf(user));

    /// <summary>Types of a user's interactions, oldest first.</summary>
    public ReadOnlySpan<int> TypesOf(int user) => Types.AsSpan(_starts[user], CountOf(user));

    /// <summary>Places of a user's interactions in the log, oldest first.</summary>
    public ReadOnlySpan<int> PlacesOf(int user) => Places.AsSpan(_starts[user], CountOf(user));

    /// <summary>The user after their first <paramref name="length"/> interactions.</summary>
    /// <param name="user">Whose history.</param>
    /// <param name="length">How much of it.</param>
    /// <param name="at">The moment of the request.</param>
    /// <param name="known">False presents the user as one the models have never met.</param>
    public UserContext After(int user, int length, long at, bool known = true)
    {
        int from = _starts[user];
        return new(known ? user : -1, Items.AsSpan(from, length), Types.AsSpan(from, length), Weights.AsSpan(from, length), Times.AsSpan(from, length), at);
    }
}
