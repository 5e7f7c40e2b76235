using System.Collections.Concurrent;
using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.State;

/// <summary>Everything that events change: users, items, item-to-item lists, what is popular. The same class replays a log and serves live.</summary>
/// <remarks>
/// <see cref="Apply(Event)"/> takes events in the order of the log, one at a time. <see cref="Open"/> gives a view of the state as of the
/// last event applied, without a lock and undisturbed by later events: each change makes a new version, and versions live
/// as long as a view may need them. Without <c>live</c> there are no views beside the writer and nothing is copied; the numbers are
/// the same bit for bit.
/// </remarks>
public sealed partial class WorldState
{
    internal const int BoardSize = 200;
    internal const int CategoryBoardSize = 50;
    private const int CoVisitWindow = 3;

    private readonly Lock _writing = new();
    private readonly ReaderSlots _readers = new();
    private readonly Queue<IVersioned> _edited = new();
    private readonly SpareItems _spareItems = new();
    private readonly FeatureSchema _schema;
    private readonly BehaviorTypes _behaviors;
    private readonly bool _live;
    private readonly ConcurrentDictionary<string, Cell<UserState>> _users = new(StringComparer.Ordinal);
    private readonly IdTable _itemIds = new();
    private readonly IdTable _values = new();
    private readonly IdTable _types = new();
    private readonly Cell<GlobalState> _global = new(new GlobalState());
    private readonly Cell<Leaderboard> _trending = new(new Leaderboard(BoardSize));
    private readonly Cell<Leaderboard> _popular = new(new Leaderboard(BoardSize));
    private readonly Cell<Leaderboard> _newest = new(new Leaderboard(BoardSize));
    private Cell<ItemState>?[] _items = new Cell<ItemState>?[64];
    private Cell<Leaderboard>?[] _categories = new Cell<Leaderboard>?[16];
    private RecentIds _recent = new();
    private long _applied;
    private long _applying;

    /// <summary>An empty state.</summary>
    /// <param name="options">What to remember.</param>
    /// <param name="schema">Features that keep numbers of their own; null when none do.</param>
    /// <param name="live">True when views are read while events are applied.</param>
    public WorldState(StateOptions options, FeatureSchema? schema = null, bool live = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        _schema = schema ?? FeatureSchema.Empty;
        _behaviors = new BehaviorTypes(options.Types);
        _live = live;
    }

    /// <summary>What is remembered.</summary>
    public StateOptions Options { get; }

    /// <summary>Number of the last event applied.</summary>
    public long Sequence => Volatile.Read(ref _applied);

    /// <summary>Users and sessions in memory.</summary>
    public int UserCount => _users.Count;

    /// <summary>Items known.</summary>
    public int ItemCount => _itemIds.Count;

    /// <summary>Meaning of interaction types.</summary>
    public BehaviorTypes Behaviors => _behaviors;

    /// <summary>The state as of the last event applied. Dispose it soon: it keeps old versions alive.</summary>
    public StateView Open()
    {
        if (!_live)
            return new StateView(this, long.MaxValue, -1);
        int slot = _readers.Enter();
        long sequence = Volatile.Read(ref _applied);
        _readers.Narrow(slot, sequence);
        return new StateView(this, sequence, slot);
    }

    /// <summary>Applies one event; its number becomes <see cref="Sequence"/>. False when an event of that id was applied before: then nothing changes but the number.</summary>
    public bool Apply(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        lock (_writing)
            return ApplyNext(e, _applied + 1);
    }

    /// <summary>Applies an event under the number that a log gave it, which must be above <see cref="Sequence"/>.</summary>
    public bool Apply(Event e, long sequence)
    {
        ArgumentNullException.ThrowIfNull(e);
        lock (_writing)
        {
            if (sequence <= _applied)
                throw new ArgumentException($"Event number {sequence} comes after number {_applied}; events are applied in the order of their log.", nameof(sequence));
            return ApplyNext(e, sequence);
        }
    }

    /// <summary>The sessions that were merged into a user.</summary>
    public IReadOnlyList<string> SessionsOf(string user) => [.. _users.Where(u => u.Value.Newest.MergedInto == user).Select(u => u.Key).Order(StringComparer.Ordinal)];

    /// <summary>Whether an event of that id was applied lately.</summary>
    public bool HasApplied(string id)
    {
        lock (_writing)
            return _recent.Contains(id);
    }

    /// <summary>Users and sessions whose newest event is the newest, first.</summary>
    internal string[] NewestUsers(int count)
    {
        var newest = new PriorityQueue<string, (long, string)>();
        foreach (var (id, cell) in _users)
            if (cell.Newest is { MergedInto: null } user)
            {
                newest.Enqueue(id, (user.LastSeen, id));
                if (newest.Count > count)
                    newest.Dequeue();
            }
        var users = new string[newest.Count];
        while (newest.Count > 0)
            users[newest.Count - 1] = newest.Dequeue();
        return users;
    }

    /// <summary>Users and sessions by id.</summary>
    internal IEnumerable<string> UserIds => _users.Select(u => u.Key);

    /// <summary>The features whose numbers are kept.</summary>
    internal FeatureSchema Schema => _schema;

    internal IdTable ItemIds => _itemIds;

    internal IdTable Values => _values;

    internal IdTable Types => _types;

    internal void Leave(int slot)
    {
        if (slot >= 0)
            _readers.Leave(slot);
    }

    internal ItemState? ItemAsOf(int number, long sequence)
    {
        var items = Volatile.Read(ref _items);
        return (uint)number < (uint)items.Length ? items[number]?.AsOf(sequence) : null;
    }

    /// <summary>Asks for items before they are read: in two loops, so that the memory of many is waited for at once instead of one after the other.</summary>
    internal void FetchItems(ReadOnlySpan<int> numbers)
    {
        var items = Volatile.Read(ref _items);
        foreach (int number in numbers)
            if ((uint)number < (uint)items.Length)
                Fetch.Object(items[number], 1);
        foreach (int number in numbers)
            if ((uint)number < (uint)items.Length && items[number] is { } cell)
                Fetch.Object(cell.Newest, ItemState.OwnBytes);
    }

    internal UserState? UserAsOf(string id, long sequence)
    {
        for (int step = 0; step < 8; step++) // a session of a session: bounded, so that a ring of merges ends
        {
            if (!_users.TryGetValue(id, out var cell) || cell.AsOf(sequence) is not { } user)
                return null;
            if (user.MergedInto is null)
                return user;
            id = user.MergedInto;
        }
        return null;
    }

    internal GlobalState GlobalAsOf(long sequence) => _global.AsOf(sequence)!;

    internal Leaderboard? BoardAsOf(Board board, long sequence) => (board switch { Board.Trending => _trending, Board.Popular => _popular, _ => _newest }).AsOf(sequence);

    internal Leaderboard? CategoryBoardAsOf(int category, long sequence)
    {
        var boards = Volatile.Read(ref _categories);
        return (uint)category < (uint)boards.Length ? boards[category]?.AsOf(sequence) : null;
    }

    private bool InPlace => !_live;
}
