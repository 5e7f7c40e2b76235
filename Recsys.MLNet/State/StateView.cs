using Recsys.MLNet.Data;

namespace Recsys.MLNet.State;

/// <summary>The state as of one event: what a request reads. Later events do not disturb it.</summary>
public sealed class StateView : IDisposable
{
    private readonly WorldState _world;
    private readonly long _asOf;
    private int _slot;

    internal StateView(WorldState world, long sequence, int slot) => (_world, _asOf, _slot) = (world, sequence, slot);

    internal WorldState World => _world;

    /// <summary>Number of the last event that it reflects.</summary>
    public long Sequence => _asOf == long.MaxValue ? _world.Sequence : _asOf;

    /// <summary>Items known; some of the highest numbers may not exist yet as of this view.</summary>
    public int ItemCount => _world.ItemCount;

    /// <summary>Ids of users and sessions, in no order; some of the newest may not exist yet as of this view.</summary>
    public IEnumerable<string> UserIds => _world.UserIds;

    /// <summary>Categories and brands by number.</summary>
    public IdTable Values => _world.Values;

    /// <summary>Interaction types by number.</summary>
    public IdTable Types => _world.Types;

    /// <summary>What the times mean: cross-user counters need <see cref="EventClock.Absolute"/>.</summary>
    public EventClock Clock => _world.GlobalAsOf(_asOf).Clock;

    /// <summary>What is remembered.</summary>
    public StateOptions Options => _world.Options;

    /// <summary>Time of the newest event, or <see cref="long.MinValue"/>.</summary>
    public long Newest => _world.GlobalAsOf(_asOf).Newest;

    /// <summary>How often everybody together reached a stage.</summary>
    public double Total(BehaviorStage stage) => _world.GlobalAsOf(_asOf).Totals[(int)stage];

    /// <summary>What is believed of the click rate of an item that was never shown: that of all items in their first exposures, and how far they lie apart.</summary>
    public RatePrior ClickPrior => _world.GlobalAsOf(_asOf).Clicks.Prior();

    /// <summary>The item of a number, or null.</summary>
    public ItemState? Item(int number) => _world.ItemAsOf(number, _asOf);

    /// <summary>Asks for items before they are read.</summary>
    internal void Fetch(ReadOnlySpan<int> numbers) => _world.FetchItems(numbers);

    /// <summary>Numbers of ids, −1 for one that is not known.</summary>
    internal void Find(ReadOnlySpan<string> ids, Span<int> numbers) => _world.ItemIds.Find(ids, numbers);

    /// <summary>The item of an id, or null.</summary>
    public ItemState? FindItem(string id) => _world.ItemAsOf(_world.ItemIds.Find(id), _asOf);

    /// <summary>The user or session of an id (a session that was merged gives its user), or null.</summary>
    public UserState? FindUser(string? id) => id is null ? null : _world.UserAsOf(id, _asOf);

    /// <summary>Items of a list for everybody, best first.</summary>
    public ReadOnlySpan<int> Items(Board board) => _world.BoardAsOf(board, _asOf) is { } b ? b.Items : [];

    /// <summary>Scores beside <see cref="Items(Board)"/>; for <see cref="Board.Trending"/> in log2 units, comparable within the list only.</summary>
    public ReadOnlySpan<double> Scores(Board board) => _world.BoardAsOf(board, _asOf) is { } b ? b.Scores : [];

    /// <summary>Items of a category with most behaviours at a half-life of a week, best first.</summary>
    public ReadOnlySpan<int> PopularIn(int category) => _world.CategoryBoardAsOf(category, _asOf) is { } b ? b.Items : [];

    /// <summary>Items that users turn to near an item, and how strongly, in no order.</summary>
    public (int Count, ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Weights) Near(int item) =>
        Item(item)?.Near is { } near ? (near.Count, near.ItemMemory, near.WeightMemory) : default;

    /// <summary>Ends the view.</summary>
    public void Dispose()
    {
        int slot = Interlocked.Exchange(ref _slot, -1);
        _world.Leave(slot);
    }
}
