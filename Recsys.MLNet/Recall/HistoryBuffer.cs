using Recsys.MLNet.Models;

namespace Recsys.MLNet.Recall;

/// <summary>Room for one user's history in a model's numbers. One per request in progress, used again and again.</summary>
internal sealed class HistoryBuffer
{
    private int[] _items = new int[128];
    private int[] _types = new int[128];
    private float[] _weights = new float[128];
    private long[] _times = new long[128];
    private int _count;
    private RecallContext? _request;
    private ModelVocabulary? _vocabulary;

    /// <summary>The request's user as a model knows them. Models of one vocabulary share what was written for the first of them.</summary>
    public UserContext Of(RecallContext request, ModelVocabulary vocabulary)
    {
        var numbers = vocabulary.In(request.State.World);
        if (_request != request || _vocabulary != vocabulary)
            Fill(request, vocabulary, numbers);
        (_request, _vocabulary) = (request, vocabulary);
        return new UserContext(vocabulary.Users.Find(request.User.Id), _items.AsSpan(0, _count), _types.AsSpan(0, _count), _weights.AsSpan(0, _count), _times.AsSpan(0, _count), request.At);
    }

    /// <summary>Lets go of the request.</summary>
    public void Forget() => (_request, _vocabulary) = (null, null);

    private void Fill(RecallContext request, ModelVocabulary vocabulary, KnownNumbers numbers)
    {
        var history = request.User.History;
        _count = 0;
        Reserve(history.Count + request.Seeds.Count);
        request.State.Fetch(history.Items);
        for (int i = request.SeedsOnly ? history.Count : 0; i < history.Count; i++)
            if (request.State.Item(history.Items[i]) is { } item && numbers.ToModel(item) is >= 0 and var number)
                Add(number, numbers.TypeToModel(history.Types[i]), history.Weights[i], history.Times[i]);
        foreach (string seed in request.Seeds)
            if (vocabulary.Items.Find(seed) is >= 0 and var number)
                Add(number, 0, 1, request.At);
    }

    private void Add(int item, int type, float weight, long time)
    {
        (_items[_count], _types[_count], _weights[_count], _times[_count]) = (item, type, weight, time);
        _count++;
    }

    private void Reserve(int size)
    {
        if (size > _items.Length)
            (_items, _types, _weights, _times) = (new int[size], new int[size], new float[size], new long[size]);
    }
}
