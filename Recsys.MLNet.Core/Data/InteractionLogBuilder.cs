namespace Recsys.MLNet.Data;

/// <summary>Gathers events, one at a time, into an <see cref="InteractionLog"/> with its <see cref="Catalogue"/>.</summary>
/// <remarks>
/// The order of events is kept, whatever their times. Events with an id seen before are left out. A session counts as a user
/// of its own until a user event merges it; then what it did before belongs to the user, and what it does afterwards too.
/// Item events add or replace the fields they name. The log's clock is the weakest among its interactions. A rating of 0 or
/// less is kept, as it is a measurement; any other interaction that weighs 0 is not.
/// </remarks>
public sealed class InteractionLogBuilder(InteractionWeights? weights = null)
{
    private readonly InteractionWeights _weights = weights ?? InteractionWeights.Default;
    private readonly EventIdSet _ids = new();
    private readonly Vocabulary _items = new();
    private readonly Vocabulary _types = new();
    private readonly Catalogue _catalogue = new();
    private readonly List<string> _actors = []; // id of each actor number
    private readonly List<int> _mergedInto = []; // −1, or the actor that this one turned out to be
    private readonly Dictionary<string, int> _actorNow = new(StringComparer.Ordinal);
    private readonly List<int> _user = [], _item = [], _type = [];
    private readonly List<float> _weight = [];
    private readonly List<long> _time = [];
    private EventClock _clock = EventClock.Absolute;

    /// <summary>Interactions gathered so far.</summary>
    public int Count => _user.Count;

    /// <summary>Items named so far, by item events and interactions.</summary>
    public int Items => _items.Count;

    /// <summary>Events left out because their id had been seen.</summary>
    public long Duplicates { get; private set; }

    /// <summary>The log of every event of a file or folder.</summary>
    public static InteractionLog Read(string path, InteractionWeights? weights = null) => From(EventFile.Read(path), weights);

    /// <summary>The log of events.</summary>
    public static InteractionLog From(IEnumerable<Event> events, InteractionWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var builder = new InteractionLogBuilder(weights);
        foreach (var e in events)
            builder.Add(e);
        return builder.Build();
    }

    /// <summary>Adds one event. Rankings carry no interaction and are passed over.</summary>
    public void Add(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (!_ids.Add(e))
        {
            Duplicates++;
            return;
        }
        switch (e.Kind)
        {
            case EventKind.Item:
                _catalogue.Update(_items.Add(e.Item!), e);
                break;
            case EventKind.User when e.Merge is not null:
                Merge(e.Merge, e.User!);
                break;
            case EventKind.Interaction:
                AddInteraction(e);
                break;
        }
    }

    /// <summary>The log of everything added so far. More can be added and built again.</summary>
    public InteractionLog Build()
    {
        var users = new Vocabulary();
        var numbers = new int[_actors.Count];
        Array.Fill(numbers, -1);
        var user = new int[_user.Count];
        for (int i = 0; i < user.Length; i++)
        {
            int actor = Resolve(_user[i]);
            if (numbers[actor] < 0)
                numbers[actor] = users.Add(_actors[actor]);
            user[i] = numbers[actor];
        }
        return new(users, new Vocabulary(_items.Ids), new Vocabulary(_types.Ids), user, [.. _item], [.. _type], [.. _weight], [.. _time], _clock, _catalogue.Copy());
    }

    private void AddInteraction(Event e)
    {
        float weight = _weights.Of(e);
        if (weight == 0 && !_weights.Rated.Contains(e.Type!))
            return;
        _user.Add(ActorOf(e.Actor!));
        _item.Add(_items.Add(e.Item!));
        _type.Add(_types.Add(e.Type!));
        _weight.Add(weight);
        _time.Add(e.Timestamp);
        if (e.Clock > _clock)
            _clock = e.Clock;
    }

    private void Merge(string session, string user)
    {
        int into = ActorOf(user);
        int from = ActorOf(session);
        if (Resolve(from) == Resolve(into))
            return;
        // A session already merged belonged to someone else before: what it did then stays theirs.
        if (_actors[from] == session && _mergedInto[from] < 0)
            _mergedInto[from] = into;
        _actorNow[session] = into;
    }

    private int ActorOf(string id)
    {
        if (_actorNow.TryGetValue(id, out int actor))
            return actor;
        actor = _actors.Count;
        _actors.Add(id);
        _mergedInto.Add(-1);
        _actorNow.Add(id, actor);
        return actor;
    }

    private int Resolve(int actor)
    {
        while (_mergedInto[actor] >= 0)
            actor = _mergedInto[actor];
        return actor;
    }
}
