using Recsys.MLNet.Data;

namespace Recsys.MLNet.State;

/// <content>What each kind of event changes.</content>
public sealed partial class WorldState
{
    private const int BasketSize = 5;

    private bool ApplyNext(Event e, long sequence)
    {
        _applying = sequence;
        if (_live)
        {
            _readers.Look(_applied);
            Trim();
        }
        bool news = e.Id is null || _recent.Add(e.Id);
        if (news)
        {
            var global = _global.Newest;
            if (e.Clock > global.Clock || e.Timestamp > global.Newest)
            {
                global = Edit(_global);
                global.Clock = (EventClock)Math.Max((byte)global.Clock, (byte)e.Clock);
                global.Newest = Math.Max(global.Newest, e.Timestamp);
            }
            switch (e.Kind)
            {
                case EventKind.Item: Describe(e); break;
                case EventKind.User: Describe(e, e.User ?? e.Session); break;
                case EventKind.Ranking: Show(e); break;
                default: Behave(e); break;
            }
            if (sequence % SweepEvery == 0)
                Sweep(global.Newest);
        }
        Volatile.Write(ref _applied, sequence);
        return news;
    }

    private bool Timed => _global.Newest.Clock == EventClock.Absolute;

    private bool TimedWithinUser => _global.Newest.Clock != EventClock.Order;

    private void Describe(Event e)
    {
        if (e.Item is null)
            return;
        var item = EditItem(e.Item, e.Timestamp);
        bool described = item.Described;
        item.Described = true;
        item.Available = e.Available ?? item.Available;
        if (e.Fields.Count > 0)
        {
            item.Fields = Merge(item.Fields, e.Fields);
            item.CategoryNumbers = [.. (item.Field(Options.CategoryField)?.Texts ?? []).Where(t => t.Length > 0).Take(4).Select(_values.Add)];
            item.Brand = item.Field(Options.BrandField)?.Text is { Length: > 0 } brand ? _values.Add(brand) : -1;
            item.Price = item.Field(Options.PriceField) is { Number: var price } && double.IsFinite(price) ? (float)price : float.NaN;
            item.Parent = item.Field(Options.ParentField)?.Text is { Length: > 0 } parent ? _values.Add(parent) : -1;
        }
        if (!described && Timed)
            Raise(_newest, item.Number, e.Timestamp);
        _schema.Observe(e, null, item);
    }

    private void Describe(Event e, string? actor)
    {
        if (actor is null)
            return;
        var user = EditUser(actor, e.Timestamp);
        if (e.Fields.Count > 0)
            user.Fields = Merge(user.Fields, e.Fields);
        if (e.Merge is { } sessionId && sessionId != user.Id && _users.TryGetValue(sessionId, out var cell) && cell.Newest.MergedInto is null)
        {
            var session = Edit(cell);
            user.Absorb(session, Options);
            var emptied = new UserState(sessionId) { MergedInto = user.Id, FirstSeen = session.FirstSeen, LastSeen = session.LastSeen, Slots = new float[_schema.UserNumbers] };
            Replace(sessionId, cell, emptied);
        }
        else if (e.Merge is { } unseen && unseen != user.Id && !_users.ContainsKey(unseen))
        {
            var alias = NewUser(unseen, e.Timestamp);
            alias.MergedInto = user.Id;
        }
        _schema.Observe(e, user, null);
    }

    private void Show(Event e)
    {
        var user = e.Actor is { } actor ? EditUser(actor, e.Timestamp) : null;
        int shown = e.Shown >= 0 ? Math.Min(e.Shown, e.Items.Count) : e.Items.Count;
        int examined = 0;
        for (int i = 0; i < e.Items.Count; i++)
        {
            var entry = e.Items[i];
            if (!(entry.Visible ?? i < shown))
                continue;
            examined++;
            var item = EditItem(entry.Id, e.Timestamp);
            Expose(user, item, e.Timestamp);
            _schema.Observe(e, user, item);
        }
        if (examined > 0)
            Edit(_global).Totals[(int)BehaviorStage.Exposure] += examined;
    }

    /// <summary>An impression that names its list says that the item came into view: the list, where it was logged, has counted that exposure already.</summary>
    private bool IsCounted(Event e, UserState user, ItemState item) =>
        e.Ranking is not null && (Options.Exposures == 0 || user.Exposures.Items.Contains(item.Number));

    private void Expose(UserState? user, ItemState item, long time)
    {
        var global = Edit(_global);
        global.Clicks = global.Clicks.Tried(item.Total(BehaviorStage.Exposure));
        item.Count(BehaviorStage.Exposure, time, Timed);
        user?.Expose(item.Number, time, TimedWithinUser, Options.Exposures);
    }

    /// <summary>An exposure was clicked. What follows a click (a read, a second look) is no further answer to the exposure: counted, it would make rates of clicks out of visits.</summary>
    private void ClickThrough(ItemState item, long time)
    {
        var global = Edit(_global);
        global.Clicks = global.Clicks.Hit(item.ClickThroughs, item.Total(BehaviorStage.Exposure));
        item.ClickThrough(time, Timed);
    }

    private void Behave(Event e)
    {
        if (e.Item is null || e.Actor is null)
            return;
        var type = _behaviors.Of(e.Type);
        float weight = _behaviors.WeightOf(e);
        var user = EditUser(e.Actor, e.Timestamp);
        var item = EditItem(e.Item, e.Timestamp);
        if (type.Stage == BehaviorStage.Exposure)
        {
            if (IsCounted(e, user, item))
            {
                _schema.Observe(e, user, item);
                return;
            }
            Expose(user, item, e.Timestamp);
        }
        else
        {
            if (type.Stage != BehaviorStage.Negative && weight > 0)
                Relate(user, item, e.Timestamp);
            if (type.Stage == BehaviorStage.Conversion)
                Join(user, item, e.Timestamp);
            if (type.Stage == BehaviorStage.Conversion && TimedWithinUser && user.History.LastPlaceOf(item.Number, BehaviorStage.Conversion) is >= 0 and var bought)
                item.Repeat(Math.Max(0, e.Timestamp - user.History.Times[bought]) / (double)Decay.Length(TimeWindow.Day));
            item.Count(type.Stage, e.Timestamp, Timed);
            if (type.Stage == BehaviorStage.Interest && user.Click(item.Number, Options.Exposures))
                ClickThrough(item, e.Timestamp);
            item.LastBehavior = Math.Max(item.LastBehavior, e.Timestamp);
            if (type.Name is "rating" or "rate")
                item.Rate(weight);
            // One number for each of at most 255 types; any further type shares the last.
            byte typeNumber = (byte)(_types.Find(type.Name) is >= 0 and var known ? known : _types.Count < 255 ? _types.Add(type.Name) : 254);
            user.Behave(item, typeNumber, type.Stage, weight, e.Timestamp, TimedWithinUser, Options);
            if (weight > 0 && type.Stage != BehaviorStage.Negative)
            {
                item.Weight += weight;
                Rank(item);
            }
        }
        Edit(_global).Totals[(int)type.Stage]++;
        _schema.Observe(e, user, item);
    }

    /// <summary>Streaming item-to-item: the item and the last distinct ones before it become neighbours.</summary>
    private void Relate(UserState user, ItemState item, long time)
    {
        double halfLife = Timed ? Options.NeighbourDays * Decay.Length(TimeWindow.Day) : 0;
        var history = user.History;
        Span<int> before = stackalloc int[CoVisitWindow];
        int found = 0;
        for (int i = history.Count - 1; i >= 0 && found < CoVisitWindow; i--)
        {
            int other = history.Items[i];
            if (other == item.Number || before[..found].Contains(other) || history.Weights[i] <= 0)
                continue;
            before[found++] = other;
        }
        for (int d = 0; d < found; d++)
        {
            var earlier = Edit(_items[before[d]]!);
            earlier.NearForChange().Add(item.Number, 1f / (d + 1), time, halfLife, Options.Neighbours);
            item.NearForChange().Add(earlier.Number, 0.5f / (d + 1), time, halfLife, Options.Neighbours);
        }
    }

    /// <summary>What a user buys within a day belongs together, whichever came first. Without comparable times: the purchases right before.</summary>
    private void Join(UserState user, ItemState item, long time)
    {
        double halfLife = Timed ? Options.NeighbourDays * Decay.Length(TimeWindow.Day) : 0;
        var history = user.History;
        Span<int> with = stackalloc int[BasketSize];
        int found = 0;
        for (int i = history.Count - 1; i >= 0 && found < BasketSize; i--)
        {
            int other = history.Items[i];
            if (history.StageOf(i) != BehaviorStage.Conversion || other == item.Number || with[..found].Contains(other)
                || (TimedWithinUser && Math.Abs(time - history.Times[i]) > Decay.Length(TimeWindow.Day)))
                continue;
            with[found++] = other;
        }
        for (int d = 0; d < found; d++)
        {
            var other = Edit(_items[with[d]]!);
            other.TogetherForChange().Add(item.Number, 1, time, halfLife, Options.Neighbours);
            item.TogetherForChange().Add(other.Number, 1, time, halfLife, Options.Neighbours);
        }
    }

    private void Rank(ItemState item)
    {
        Raise(_popular, item.Number, item.Weight);
        if (!Timed)
            return;
        // Interest, intent and conversion together, the rarer ones weighing more.
        double day = Trend(item, TimeWindow.Day), week = Trend(item, TimeWindow.Week);
        Raise(_trending, item.Number, day);
        foreach (int category in item.CategoryNumbers)
            Raise(CategoryBoard(category), item.Number, week);
    }

    private static double Trend(ItemState item, TimeWindow halfLife)
    {
        double best = double.NegativeInfinity, sum = 0;
        ReadOnlySpan<(BehaviorStage Stage, double Weight)> stages = [(BehaviorStage.Interest, 1), (BehaviorStage.Intent, 3), (BehaviorStage.Conversion, 5)];
        foreach (var (stage, _) in stages)
            best = Math.Max(best, item.Counter(stage)?.Trend(halfLife) ?? double.NegativeInfinity);
        if (double.IsNegativeInfinity(best))
            return best;
        foreach (var (stage, weight) in stages)
            sum += weight * double.Exp2((item.Counter(stage)?.Trend(halfLife) ?? double.NegativeInfinity) - best);
        return best + Math.Log2(sum);
    }

    private Cell<Leaderboard> CategoryBoard(int category)
    {
        if (category >= _categories.Length)
        {
            var grown = new Cell<Leaderboard>?[Math.Max(category + 1, _categories.Length * 2)];
            _categories.CopyTo(grown, 0);
            Volatile.Write(ref _categories, grown);
        }
        if (_categories[category] is { } board)
            return board;
        board = new Cell<Leaderboard>(new Leaderboard(CategoryBoardSize) { Sequence = _applying });
        Volatile.Write(ref _categories[category], board);
        return board;
    }

    private void Raise(Cell<Leaderboard> board, int item, double score)
    {
        if (board.Newest.Wants(score))
            Edit(board).Raise(item, score);
    }

    private static Field[] Merge(IReadOnlyList<Field> old, IReadOnlyList<Field> news)
    {
        var merged = new List<Field>(old.Count + news.Count);
        foreach (var field in old)
            if (!news.Any(n => n.Name == field.Name))
                merged.Add(field);
        for (int i = 0; i < news.Count; i++)
        {
            bool last = true;
            for (int j = i + 1; j < news.Count; j++)
                last &= news[j].Name != news[i].Name;
            if (last)
                merged.Add(news[i]);
        }
        return [.. merged];
    }
}
