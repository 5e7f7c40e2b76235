using System.Runtime.CompilerServices;
using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <summary>What is known of one user or session as of one event. A reader's copy never changes.</summary>
public sealed class UserState : IVersion<UserState>
{
    private const int Stages = 5;
    private StageTotals _totals;
    private StageSums _decayed;
    private bool _ownsHistory = true, _ownsCategories = true, _ownsBrands = true; // else the version before has the same
    private long _decayedAt = long.MinValue;
    private RunningMoments _logPrice;
    private RunningMoments _purchaseDays;
    private long _lastPurchase = long.MinValue;

    internal UserState(string id) => Id = id;

    /// <summary>The user's id, or the session's.</summary>
    public string Id { get; }

    /// <summary>Fields of user events, the newest value of each.</summary>
    public IReadOnlyList<Field> Fields { get; internal set; } = [];

    /// <summary>Last behaviours, oldest first.</summary>
    public History History { get; private set; } = new();

    /// <summary>Last exposures, oldest first.</summary>
    public Exposures Exposures { get; private set; } = new();

    /// <summary>Leaning to categories.</summary>
    public Affinities Categories { get; private set; } = new();

    /// <summary>Leaning to brands.</summary>
    public Affinities Brands { get; private set; } = new();

    /// <summary>Time of the first event, or <see cref="long.MinValue"/> when nothing is known.</summary>
    public long FirstSeen { get; internal set; } = long.MinValue;

    /// <summary>Time of the newest event.</summary>
    public long LastSeen { get; internal set; } = long.MinValue;

    /// <summary>When the current session began.</summary>
    public long SessionStart { get; private set; } = long.MinValue;

    /// <summary>Behaviours in the current session.</summary>
    public int SessionDepth { get; private set; }

    /// <summary>Sessions so far, the current one included.</summary>
    public int Sessions { get; private set; }

    /// <summary>The user that this session turned out to be, or null.</summary>
    public string? MergedInto { get; internal set; }

    /// <summary>Mean of log(price) of the items turned to, weighted by behaviour, or NaN.</summary>
    public float MeanLogPrice => _logPrice.MeanOrNaN;

    /// <summary>Standard deviation of log(price) of the items turned to, or NaN.</summary>
    public float LogPriceDeviation => _logPrice.DeviationOrNaN;

    /// <summary>Mean days between purchases, or NaN before the second.</summary>
    public float PurchaseDays => _purchaseDays.MeanOrNaN;

    /// <summary>Time of the last purchase, or <see cref="long.MinValue"/>.</summary>
    public long LastPurchase => _lastPurchase;

    /// <summary>Numbers that features keep for this user.</summary>
    internal float[] Slots { get; set; } = [];

    long IVersion<UserState>.Sequence { get; set; }

    UserState? IVersion<UserState>.Previous { get; set; }

    /// <summary>How often the user reached a stage.</summary>
    public int Total(BehaviorStage stage) => _totals[(int)stage];

    /// <summary>How many exposures the user clicked: each at most once, whatever followed, and nothing that came without an exposure.</summary>
    public int ClickThroughs { get; private set; }

    /// <summary>The stage's count decayed to <paramref name="at"/>; NaN when nothing timed was seen.</summary>
    public float Decayed(BehaviorStage stage, TimeWindow halfLife, long at) =>
        _decayedAt == long.MinValue ? float.NaN : _decayed[(int)stage * Decay.Windows + (int)halfLife] * Decay.Factor(at - _decayedAt, halfLife);

    /// <summary>Value of a field, or null.</summary>
    public FieldValue? Field(string name)
    {
        foreach (var field in Fields)
            if (field.Name == name)
                return field.Value;
        return null;
    }

    /// <summary>Bytes that this user takes, about.</summary>
    public int EstimatedBytes => 400 + 2 * Id.Length + 4 * Slots.Length + History.Bytes + Exposures.Bytes + Categories.Bytes + Brands.Bytes + StateFormat.BytesOf(Fields);

    /// <summary>Something of this user happened; after a long silence it begins a session.</summary>
    internal void Touch(long time, bool timed, StateOptions options)
    {
        if (Sessions == 0 || (timed && time - LastSeen > options.SessionGapMinutes * 60_000))
        {
            Sessions++;
            SessionStart = time;
            SessionDepth = 0;
        }
        if (FirstSeen == long.MinValue || time < FirstSeen)
            FirstSeen = time;
        LastSeen = Math.Max(LastSeen, time);
    }

    internal void Expose(int item, long time, bool timed, int capacity)
    {
        Exposures.Add(item, time, capacity);
        Count(BehaviorStage.Exposure, time, timed);
    }

    /// <summary>The user turned to an item; true when that answers an exposure nothing answered before.</summary>
    internal bool Click(int item, int capacity)
    {
        bool answers = capacity == 0 || Exposures.Click(item); // where exposures are not remembered every click is taken for one
        ClickThroughs += answers ? 1 : 0;
        return answers;
    }

    internal void Behave(ItemState item, byte type, BehaviorStage stage, float weight, long time, bool timed, StateOptions options)
    {
        long gap = timed ? (long)(options.SessionGapMinutes * 60_000) : 0;
        SessionDepth++;
        Count(stage, time, timed);
        if (!_ownsHistory)
            (History, _ownsHistory) = (History.Copy(), true);
        History.Add(item.Number, type, stage, weight, time, gap, options.PerType, options.History);
        foreach (int category in item.CategoryNumbers)
            CategoriesForChange().Add(category, weight, time, timed, options.Affinities);
        if (item.Brand >= 0)
            BrandsForChange().Add(item.Brand, weight, time, timed, options.Affinities);
        if (item.Price > 0)
            _logPrice.Add(Math.Log(item.Price), weight);
        if (stage != BehaviorStage.Conversion || !timed)
            return;
        if (_lastPurchase != long.MinValue && time > _lastPurchase)
            _purchaseDays.Add((time - _lastPurchase) / (double)Decay.Length(TimeWindow.Day));
        _lastPurchase = Math.Max(_lastPurchase, time);
    }

    internal void Absorb(UserState session, StateOptions options)
    {
        (History, _ownsHistory) = (History.Merge(History, session.History, options.PerType, options.History), true);
        for (int i = 0; i < session.Exposures.Count; i++)
            Exposures.Add(session.Exposures.Items[i], session.Exposures.Times[i], options.Exposures, session.Exposures.Clicked(i));
        ClickThroughs += session.ClickThroughs;
        for (int s = 0; s < Stages; s++)
            _totals[s] += session._totals[s];
        if (session._decayedAt != long.MinValue)
        {
            long newest = Math.Max(_decayedAt, session._decayedAt);
            if (_decayedAt != long.MinValue)
                Decay.Advance(_decayed, newest - _decayedAt);
            for (int i = 0; i < Stages * Decay.Windows; i++)
                _decayed[i] += session._decayed[i] * Decay.Factor(newest - session._decayedAt, (TimeWindow)(i % Decay.Windows));
            _decayedAt = newest;
        }
        for (int i = 0; i < session.Categories.Count; i++)
            CategoriesForChange().Add(session.Categories.Keys[i], session.Categories.Weights[i], session.LastSeen, timed: false, options.Affinities);
        for (int i = 0; i < session.Brands.Count; i++)
            BrandsForChange().Add(session.Brands.Keys[i], session.Brands.Weights[i], session.LastSeen, timed: false, options.Affinities);
        _logPrice.Merge(session._logPrice);
        _purchaseDays.Merge(session._purchaseDays);
        _lastPurchase = Math.Max(_lastPurchase, session._lastPurchase);
        if (session.LastSeen >= LastSeen)
            (SessionStart, SessionDepth) = (session.SessionStart, session.SessionDepth);
        Sessions += session.Sessions;
        for (int i = 0; i < Math.Min(Slots.Length, session.Slots.Length); i++)
            Slots[i] += session.Slots[i];
        if (session.FirstSeen != long.MinValue && (FirstSeen == long.MinValue || session.FirstSeen < FirstSeen))
            FirstSeen = session.FirstSeen;
        LastSeen = Math.Max(LastSeen, session.LastSeen);
    }

    private void Count(BehaviorStage stage, long time, bool timed)
    {
        _totals[(int)stage]++;
        if (!timed)
            return;
        long newest = Math.Max(_decayedAt, time);
        if (_decayedAt != long.MinValue)
            Decay.Advance(_decayed, newest - _decayedAt);
        for (int w = 0; w < Decay.Windows; w++)
            _decayed[(int)stage * Decay.Windows + w] += Decay.Factor(newest - time, (TimeWindow)w);
        _decayedAt = newest;
    }

    private Affinities CategoriesForChange()
    {
        if (!_ownsCategories)
            (Categories, _ownsCategories) = (Categories.Copy(), true);
        return Categories;
    }

    private Affinities BrandsForChange()
    {
        if (!_ownsBrands)
            (Brands, _ownsBrands) = (Brands.Copy(), true);
        return Brands;
    }

    UserState IVersion<UserState>.Copy()
    {
        var copy = (UserState)MemberwiseClone();
        copy._ownsHistory = copy._ownsCategories = copy._ownsBrands = false;
        copy.Exposures = Exposures.Copy();
        copy.Slots = Slots.Length == 0 ? Slots : [.. Slots];
        return copy;
    }

    internal void Write(SectionWriter writer)
    {
        StateFormat.Write(writer, Fields);
        History.Write(writer);
        Exposures.Write(writer);
        Categories.Write(writer);
        Brands.Write(writer);
        foreach (long time in (ReadOnlySpan<long>)[FirstSeen, LastSeen, SessionStart, _decayedAt, _lastPurchase])
            writer.Write(time);
        writer.Write(SessionDepth);
        writer.Write(Sessions);
        writer.Write(MergedInto ?? "");
        writer.Write<int>(_totals);
        writer.Write(ClickThroughs);
        writer.Write<float>(_decayed);
        _logPrice.Write(writer);
        _purchaseDays.Write(writer);
        writer.Write<float>(Slots);
    }

    internal static UserState Read(SectionReader reader, string id)
    {
        var user = new UserState(id)
        {
            Fields = StateFormat.ReadFields(reader),
            History = History.Read(reader),
            Exposures = Exposures.Read(reader),
            Categories = Affinities.Read(reader),
            Brands = Affinities.Read(reader),
            FirstSeen = reader.ReadLong(),
            LastSeen = reader.ReadLong(),
            SessionStart = reader.ReadLong(),
            _decayedAt = reader.ReadLong(),
            _lastPurchase = reader.ReadLong(),
            SessionDepth = reader.ReadInt(),
            Sessions = reader.ReadInt(),
        };
        string merged = reader.ReadString();
        user.MergedInto = merged.Length == 0 ? null : merged;
        StateFormat.Fill<int>(reader, user._totals);
        user.ClickThroughs = reader.Version >= 3 ? reader.ReadInt() : user._totals[(int)BehaviorStage.Interest];
        StateFormat.Fill<float>(reader, user._decayed);
        user._logPrice = RunningMoments.Read(reader);
        user._purchaseDays = RunningMoments.Read(reader);
        user.Slots = reader.ReadArray<float>();
        return user;
    }

    // In the object itself, not in arrays beside it: a user is copied for every event.
    [InlineArray(Stages)]
    private struct StageTotals
    {
        private int _first;
    }

    [InlineArray(Stages * Decay.Windows)]
    private struct StageSums
    {
        private float _first;
    }
}
