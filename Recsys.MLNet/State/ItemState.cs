using System.Runtime.CompilerServices;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>What is known of one item as of one event. It does not change while the view that it was read from is open, and is used again after that.</summary>
public sealed class ItemState : IVersion<ItemState>
{
    /// <summary>Bytes of the object itself, without what it refers to.</summary>
    internal const int OwnBytes = 192;

    private const int Stages = 5;
    private const int ClickThroughPlace = Stages; // behind the stages' counters
    private const int Counters = Stages + 1;
    private ItemCounters _counters;
    private bool _ownsNear, _ownsTogether; // else the version before has the same list

    internal ItemState(int number, string id) => (Number, Id) = (number, id);

    /// <summary>The item's number in this state.</summary>
    public int Number { get; private set; }

    /// <summary>The item's id.</summary>
    public string Id { get; private set; }

    /// <summary>Its fields, the newest value of each.</summary>
    public IReadOnlyList<Field> Fields { get; internal set; } = [];

    /// <summary>False once it was withdrawn: it is never recommended until it comes back.</summary>
    public bool Available { get; internal set; } = true;

    /// <summary>Whether an item event described it, as opposed to an id that only behaviours mention.</summary>
    public bool Described { get; internal set; }

    /// <summary>Numbers of its categories in <see cref="StateView.Values"/>.</summary>
    public IReadOnlyList<int> Categories => CategoryNumbers;

    internal int[] CategoryNumbers { get; set; } = [];

    /// <summary>Number of its brand in <see cref="StateView.Values"/>, or −1.</summary>
    public int Brand { get; internal set; } = -1;

    /// <summary>Its price, or NaN.</summary>
    public float Price { get; internal set; } = float.NaN;

    /// <summary>Number of the product it is a variant of, or −1.</summary>
    public int Parent { get; internal set; } = -1;

    /// <summary>Time of the first event that named it.</summary>
    public long FirstSeen { get; internal set; } = long.MinValue;

    /// <summary>Time of the newest behaviour, or <see cref="long.MinValue"/>.</summary>
    public long LastBehavior { get; internal set; } = long.MinValue;

    /// <summary>Sum of the positive weights of all behaviours.</summary>
    public double Weight { get; internal set; }

    /// <summary>Mean of explicit ratings, or NaN.</summary>
    public float Rating => _ratings > 0 ? (float)(_ratingSum / _ratings) : float.NaN;

    /// <summary>Days between purchases of this item by one user, the mean, or NaN before the first repeat.</summary>
    public float RepeatDays => _repeats > 0 ? (float)(_repeatSum / _repeats) : float.NaN;

    /// <summary>How often a user bought it again.</summary>
    public int Repeats => _repeats;

    internal Neighbours? Near { get; private set; }

    /// <summary>Items bought by the same users within a day.</summary>
    internal Neighbours? Together { get; private set; }

    /// <summary>Numbers that features keep for this item.</summary>
    internal float[] Slots { get; set; } = [];

    long IVersion<ItemState>.Sequence { get; set; }

    ItemState? IVersion<ItemState>.Previous { get; set; }

    private double _ratingSum;
    private int _ratings;
    private double _repeatSum;
    private int _repeats;

    /// <summary>Value of a field, or null.</summary>
    public FieldValue? Field(string name)
    {
        foreach (var field in Fields)
            if (field.Name == name)
                return field.Value;
        return null;
    }

    /// <summary>What people call it: its title or name, else its id.</summary>
    public string Title => Field("title")?.Text ?? Field("name")?.Text ?? Id;

    /// <summary>How often a stage was reached, over all time.</summary>
    public double Total(BehaviorStage stage) => _counters[(int)stage]?.Total ?? 0;

    /// <summary>The stage's count decayed to <paramref name="at"/>; NaN when it never happened or times are not comparable.</summary>
    public float Decayed(BehaviorStage stage, TimeWindow halfLife, long at) => _counters[(int)stage]?.DecayedAt(halfLife, at) ?? float.NaN;

    /// <summary>The stage's count in the window that ends at <paramref name="at"/>; NaN when it never happened or times are not comparable.</summary>
    public float Within(BehaviorStage stage, TimeWindow window, long at) => _counters[(int)stage]?.Within(window, at) ?? float.NaN;

    /// <summary>How many of its exposures were clicked, over all time: each at most once, whatever followed, and nothing that came without an exposure.</summary>
    public double ClickThroughs => _counters[ClickThroughPlace]?.Total ?? 0;

    /// <summary><see cref="ClickThroughs"/> decayed to <paramref name="at"/>; NaN when there was none or times are not comparable.</summary>
    public float ClickThroughsDecayed(TimeWindow halfLife, long at) => _counters[ClickThroughPlace]?.DecayedAt(halfLife, at) ?? float.NaN;

    /// <summary>Bytes that this item takes, about.</summary>
    public int EstimatedBytes
    {
        get
        {
            int bytes = 320 + 2 * Id.Length + 4 * (Slots.Length + CategoryNumbers.Length) + NeighbourBytes + StateFormat.BytesOf(Fields);
            for (int s = 0; s < Counters; s++)
                bytes += _counters[s] is null ? 0 : StageCounter.Bytes;
            return bytes;
        }
    }

    /// <summary>Asks for the memory of what features read of an item, before they do.</summary>
    internal void FetchParts()
    {
        for (int s = 0; s < Counters; s++)
            Fetch.Object(_counters[s], StageCounter.Bytes);
        Fetch.Object(CategoryNumbers, 1);
        if (Slots.Length > 0)
            Fetch.Object(Slots, 1);
    }

    internal int NeighbourBytes => (Near?.Bytes ?? 0) + (Together?.Bytes ?? 0);

    internal void ForgetNeighbours() => (Near, Together, _ownsNear, _ownsTogether) = (null, null, false, false);

    internal StageCounter? Counter(BehaviorStage stage) => _counters[(int)stage];

    internal void ClickThrough(long time, bool timed) => (_counters[ClickThroughPlace] ??= new StageCounter()).Add(time, 1, timed);

    internal void Count(BehaviorStage stage, long time, bool timed) => (_counters[(int)stage] ??= new StageCounter()).Add(time, 1, timed);

    internal Neighbours NearForChange()
    {
        if (!_ownsNear)
            (Near, _ownsNear) = (Near?.Copy() ?? new Neighbours(), true);
        return Near!;
    }

    internal Neighbours TogetherForChange()
    {
        if (!_ownsTogether)
            (Together, _ownsTogether) = (Together?.Copy() ?? new Neighbours(), true);
        return Together!;
    }

    internal void Rate(float value)
    {
        _ratingSum += value;
        _ratings++;
    }

    internal void Repeat(double days)
    {
        _repeatSum += days;
        _repeats++;
    }

    ItemState IVersion<ItemState>.Copy()
    {
        var copy = new ItemState(Number, Id);
        CopyTo(copy, null);
        return copy;
    }

    /// <summary>Fills a version that nobody reads.</summary>
    internal void CopyTo(ItemState copy, SpareItems? spares)
    {
        (copy.Number, copy.Id, copy.Fields, copy.Available, copy.Described) = (Number, Id, Fields, Available, Described);
        (copy.CategoryNumbers, copy.Brand, copy.Price, copy.Parent) = (CategoryNumbers, Brand, Price, Parent);
        (copy.FirstSeen, copy.LastBehavior, copy.Weight) = (FirstSeen, LastBehavior, Weight);
        (copy._ratingSum, copy._ratings, copy._repeatSum, copy._repeats) = (_ratingSum, _ratings, _repeatSum, _repeats);
        (copy.Near, copy.Together, copy._ownsNear, copy._ownsTogether) = (Near, Together, false, false);
        if (copy.Slots.Length != Slots.Length)
            copy.Slots = [.. Slots];
        else
            Slots.CopyTo(copy.Slots, 0);
        for (int s = 0; s < Counters; s++)
        {
            if (_counters[s] is { } counter)
            {
                copy._counters[s] = counter.CopyTo(copy._counters[s] ?? spares?.TakeCounter() ?? new());
            }
            else if (copy._counters[s] is { } unused)
            {
                spares?.Add(unused);
                copy._counters[s] = null;
            }
        }
    }

    internal void Write(SectionWriter writer)
    {
        StateFormat.Write(writer, Fields);
        writer.Write(Available);
        writer.Write(Described);
        writer.Write<int>(CategoryNumbers);
        writer.Write(Brand);
        writer.Write(Price);
        writer.Write(Parent);
        writer.Write(FirstSeen);
        writer.Write(LastBehavior);
        writer.Write(Weight);
        writer.Write(_ratingSum);
        writer.Write(_ratings);
        writer.Write(_repeatSum);
        writer.Write(_repeats);
        writer.Write<float>(Slots);
        writer.Write(Near is not null);
        Near?.Write(writer);
        writer.Write(Together is not null);
        Together?.Write(writer);
        for (int s = 0; s < Counters; s++)
        {
            writer.Write(_counters[s] is not null);
            _counters[s]?.Write(writer);
        }
    }

    internal static ItemState Read(SectionReader reader, int number, string id)
    {
        var item = new ItemState(number, id)
        {
            Fields = StateFormat.ReadFields(reader),
            Available = reader.ReadBool(),
            Described = reader.ReadBool(),
            CategoryNumbers = reader.ReadArray<int>(),
            Brand = reader.ReadInt(),
            Price = reader.ReadFloat(),
            Parent = reader.ReadInt(),
            FirstSeen = reader.ReadLong(),
            LastBehavior = reader.ReadLong(),
            Weight = reader.ReadDouble(),
            _ratingSum = reader.ReadDouble(),
            _ratings = reader.ReadInt(),
            _repeatSum = reader.ReadDouble(),
            _repeats = reader.ReadInt(),
            Slots = reader.ReadArray<float>(),
        };
        if (reader.ReadBool())
            item.Near = Neighbours.Read(reader);
        if (reader.Version >= 2 && reader.ReadBool())
            item.Together = Neighbours.Read(reader);
        for (int s = 0; s < Stages; s++)
            if (reader.ReadBool())
                item._counters[s] = StageCounter.Read(reader);
        if (reader.Version < 3)
            item._counters[ClickThroughPlace] = item._counters[(int)BehaviorStage.Interest]?.Copy(); // as it was counted then
        else if (reader.ReadBool())
            item._counters[ClickThroughPlace] = StageCounter.Read(reader);
        return item;
    }

    [InlineArray(Counters)]
    private struct ItemCounters
    {
        private StageCounter? _first;
    }
}
