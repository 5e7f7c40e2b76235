using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>The last interactions of each user of a log: what a model is asked about users it was fitted on.</summary>
internal sealed class UserHistories
{
    private readonly int[] _starts;
    private readonly int[] _items, _types;
    private readonly float[] _weights;
    private readonly long[] _times;
    private readonly long _at;

    private UserHistories(int[] starts, int[] items, int[] types, float[] weights, long[] times, long at) =>
        (_starts, _items, _types, _weights, _times, _at) = (starts, items, types, weights, times, at);

    public static UserHistories Of(InteractionLog log, int last)
    {
        var sequences = log.BySequence();
        var starts = new int[log.Users.Count + 1];
        for (int u = 0; u < log.Users.Count; u++)
            starts[u + 1] = starts[u] + Math.Min(last, sequences.PlacesOf(u).Length);
        int total = starts[^1];
        var histories = new UserHistories(starts, new int[total], new int[total], new float[total], new long[total], log.Count == 0 ? 0 : log.TimeOf.Max());
        for (int u = 0; u < log.Users.Count; u++)
        {
            var places = sequences.PlacesOf(u);
            places = places[^Math.Min(last, places.Length)..];
            for (int i = 0; i < places.Length; i++)
            {
                int to = starts[u] + i, from = places[i];
                (histories._items[to], histories._types[to], histories._weights[to], histories._times[to]) = (log.ItemOf[from], log.TypeOf[from], log.WeightOf[from], log.TimeOf[from]);
            }
        }
        return histories;
    }

    public UserContext Of(int user)
    {
        if ((uint)user >= (uint)(_starts.Length - 1))
            return new(-1, [], [], [], [], _at);
        int from = _starts[user], count = _starts[user + 1] - from;
        return new(user, _items.AsSpan(from, count), _types.AsSpan(from, count), _weights.AsSpan(from, count), _times.AsSpan(from, count), _at);
    }

    public void Write(SectionWriter writer)
    {
        writer.Write<int>(_starts);
        writer.Write<int>(_items);
        writer.Write<int>(_types);
        writer.Write<float>(_weights);
        writer.Write<long>(_times);
        writer.Write(_at);
    }

    public static UserHistories Read(SectionReader reader)
    {
        var histories = new UserHistories(reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadArray<float>(), reader.ReadArray<long>(), reader.ReadLong());
        int total = histories._starts is [.., var end] ? end : -1;
        bool sound = total >= 0 && histories._starts[0] == 0 && total == histories._items.Length && total == histories._types.Length && total == histories._weights.Length && total == histories._times.Length;
        for (int u = 1; sound && u < histories._starts.Length; u++)
            sound = histories._starts[u] >= histories._starts[u - 1];
        return sound ? histories : throw new ModelFormatException("A model's user histories contradict themselves. The file is damaged; save or download it again.");
    }
}
