using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>What is known of one item as of one event. A reader's copy never changes.</summary>
public sealed class ItemState : IVersion<ItemState>
{
    private const int Stages = 5;
    private StageCounter?[] _counters = new StageCounter?[Stages];
    private StageCounter? _clickThroughs;

    internal ItemState(int number, string id) => (Number, Id) = (number, id);

    /// <summary>The item's number in this state.</summary>
    public int Number { get; }

    /// <summary>The item's id.</summary>
    public string Id { get; }

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
    public double ClickThroughs => _clickThroughs?.Total ?? 0;

    /// <summary><see cref="ClickThroughs"/> decayed to <paramref name="at"/>; NaN when there was none or times are not comparable.</summary>
    public float ClickThroughsDecayed(TimeWindow halfLife, long at) => _clickThroughs?.DecayedAt(halfLife, at) ?? float.NaN;

    /// <summary>Bytes that this item takes, about.</summary>
    public int EstimatedBytes
    {
        get
        {
            int bytes = 320 + 2 * Id.Length + 4 * (Slots.Length + CategoryNumbers.Length) + NeighbourBytes + StateFormat.BytesOf(Fields);
            bytes += _clickThroughs is null ? 0 : StageCounter.Bytes;
            foreach (var counter in _counters)
                bytes += counter is null ? 0 : StageCounter.Bytes;
            return bytes;
        }
    }

    internal int NeighbourBytes => (Near?.Bytes ?? 0) + (Together?.Bytes ?? 0);

    internal void ForgetNeighbours() => (Near, Together) = (null, null);

    internal StageCounter? Counter(BehaviorStage stage) => _counters[(int)stage];

    internal void Count(BehaviorStage stage, long time, bool timed)
    {
        // The version before shares the counters of stages that this event does not touch.
        var counter = _counters[(int)stage]?.Copy() ?? new StageCounter();
        counter.Add(time, 1, timed);
        _counters[(int)stage] = counter;
    }

    internal void ClickThrough(long time, bool timed, bool inPlace)
    {
        _clickThroughs = inPlace ? _clickThroughs ?? new StageCounter() : _clickThroughs?.Copy() ?? new StageCounter();
        _clickThroughs.Add(time, 1, timed);
    }

    internal void CountInPlace(BehaviorStage stage, long time, bool timed) => (_counters[(int)stage] ??= new StageCounter()).Add(time, 1, timed);

    internal Neighbours NearForChange(bool inPlace) => Near = inPlace ? Near ?? new Neighbours() : Near?.Copy() ?? new Neighbours();

    internal Neighbours TogetherForChange(bool inPlace) => Together = inPlace ? Together ?? new Neighbours() : Together?.Copy() ?? new Neighbours();

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
        var copy = (ItemState)MemberwiseClone();
        copy._counters = [.. _counters];
        copy.Slots = Slots.Length == 0 ? Slots : [.. Slots];
        return copy;
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
        foreach (var counter in _counters)
        {
            writer.Write(counter is not null);
            counter?.Write(writer);
        }
        writer.Write(_clickThroughs is not null);
        _clickThroughs?.Write(writer);
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
            item._clickThroughs = item._counters[(int)BehaviorStage.Interest]?.Copy(); // as it was counted then
        else if (reader.ReadBool())
            item._clickThroughs = StageCounter.Read(reader);
        return item;
    }
}
