using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>How much of each user's history a model was fitted on: how many interactions, and the time of the last.</summary>
/// <remarks>Lets a model tell a user about whom nothing new is known, whose fitted vector stands, from one who has acted since.</remarks>
public sealed class SeenHistories
{
    private readonly int[] _counts;
    private readonly long[] _lastTimes;

    private SeenHistories(int[] counts, long[] lastTimes) => (_counts, _lastTimes) = (counts, lastTimes);

    /// <summary>Nothing: every history is new.</summary>
    public static SeenHistories Nothing { get; } = new([], []);

    /// <summary>The histories of a log.</summary>
    public static SeenHistories Of(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var (counts, last) = (new int[log.Users.Count], new long[log.Users.Count]);
        Array.Fill(last, long.MinValue);
        for (int i = 0; i < log.Count; i++)
        {
            counts[log.UserOf[i]]++;
            last[log.UserOf[i]] = Math.Max(last[log.UserOf[i]], log.TimeOf[i]);
        }
        return new(counts, last);
    }

    /// <summary>The rows of a matrix, without times.</summary>
    public static SeenHistories Of(InteractionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var counts = new int[matrix.Rows];
        for (int u = 0; u < counts.Length; u++)
            counts[u] = matrix.CountOf(u);
        return new(counts, []);
    }

    /// <summary>Whether the history holds nothing that the model has not seen.</summary>
    public bool Covers(in UserContext user)
    {
        if ((uint)user.User >= (uint)_counts.Length || user.Items.Length > _counts[user.User])
            return false;
        return user.Items.Length == 0 || _lastTimes.Length == 0 || user.Times[^1] <= _lastTimes[user.User];
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write<int>(_counts);
        writer.Write<long>(_lastTimes);
    }

    internal static SeenHistories Read(SectionReader reader)
    {
        var (counts, last) = (reader.ReadArray<int>(), reader.ReadArray<long>());
        return last.Length == 0 || last.Length == counts.Length
            ? new(counts, last)
            : throw new ModelFormatException($"A model names the last times of {last.Length} users but the counts of {counts.Length}. The file is damaged; save or download it again.");
    }
}
