using Recsys.MLNet.Models;

namespace Recsys.MLNet.Recall;

/// <summary>Room for one user's history in a model's numbers. One per request in progress, used again and again.</summary>
internal sealed class HistoryBuffer
{
    private int[] _items = new int[128];
    private int[] _types = new int[128];
    private float[] _weights = new float[128];
    private long[] _times = new long[128];

    /// <summary>Places in the user's history that the entries came from, −1 for a seed of the request.</summary>
    public int[] Places { get; private set; } = new int[128];

    public int Count { get; private set; }

    public UserContext Fill(RecallContext request, ModelVocabulary vocabulary)
    {
        var history = request.User.History;
        Count = 0;
        Reserve(history.Count + request.Seeds.Count);
        for (int i = 0; i < history.Count; i++)
        {
            if (request.State.Item(history.Items[i]) is not { } item || vocabulary.Items.Find(item.Id) is var number && number < 0)
                continue;
            Add(number, vocabulary.Types.Find(request.State.Types[history.Types[i]]), history.Weights[i], history.Times[i], i);
        }
        foreach (string seed in request.Seeds)
            if (vocabulary.Items.Find(seed) is >= 0 and var number)
                Add(number, 0, 1, request.At, -1);
        return new UserContext(vocabulary.Users.Find(request.User.Id), _items.AsSpan(0, Count), _types.AsSpan(0, Count), _weights.AsSpan(0, Count), _times.AsSpan(0, Count), request.At);
    }

    private void Add(int item, int type, float weight, long time, int place)
    {
        (_items[Count], _types[Count], _weights[Count], _times[Count], Places[Count]) = (item, Math.Max(0, type), weight, time, place);
        Count++;
    }

    private void Reserve(int size)
    {
        if (size <= _items.Length)
            return;
        (_items, _types, _weights, _times, Places) = (new int[size], new int[size], new float[size], new long[size], new int[size]);
    }
}
