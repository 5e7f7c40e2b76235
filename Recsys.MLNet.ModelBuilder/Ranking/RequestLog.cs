using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Reads a log once and says what was asked for and what came of it: outcomes are attributed to the page that showed the item.</summary>
/// <remarks>
/// An interaction belongs to the ranking it names, else to the last exposure of the item to the same user or session, if it comes within
/// its type's window. One that no page explains is a request of its own, of the moment before it; interactions of one second join.
/// Pages without an outcome teach no order and are dropped when their windows have closed. Memory: the pages of the longest window,
/// and at most <see cref="Most"/> requests, drawn by a hash of their number beyond.
/// </remarks>
/// <param name="outcomes">What counts, and for how long.</param>
/// <param name="maturity">Share of outcomes that must have had the time to arrive, by the delays of earlier ones; 1 waits for whole windows.</param>
/// <param name="most">Most requests that are kept.</param>
internal sealed class RequestLog(Outcomes outcomes, double maturity = 1, int most = RequestLog.Most)
{
    public const int Most = 400_000;
    private const int EnoughDelays = 1000;

    private readonly Vocabulary _items = new();
    private readonly Dictionary<string, LoggedRequest> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Actor, int Item), LoggedRequest> _last = [];
    private readonly Dictionary<string, string> _merged = new(StringComparer.Ordinal);
    private readonly Queue<(LoggedRequest Request, string? Id)> _open = new();
    private readonly List<LoggedRequest> _done = [];
    private ulong _keep = ulong.MaxValue; // requests whose hash is above it are dropped
    private readonly Dictionary<string, LoggedRequest> _moments = new(StringComparer.Ordinal); // the last interaction of an actor that no page explains
    private readonly DelaySample _delays = new();
    private long _newest = long.MinValue;
    private long _longest; // window among the behaviours that occur

    /// <summary>Items by the numbers that requests use.</summary>
    public Vocabulary Items => _items;

    /// <summary>Pages read.</summary>
    public long Pages { get; private set; }

    /// <summary>Requests with an outcome that were left out because their windows were still open at the end of the log.</summary>
    public int Immature { get; private set; }

    /// <summary>Takes the next event that is no duplicate.</summary>
    /// <param name="e">The event.</param>
    /// <param name="number">Its number in the log.</param>
    /// <param name="before">Interactions before it.</param>
    /// <param name="items">Items that the log had named before it.</param>
    public void Add(Event e, long number, int before, int items)
    {
        _newest = Math.Max(_newest, e.Timestamp);
        Close(_newest - outcomes.Longest);
        switch (e.Kind)
        {
            case EventKind.Ranking when e.Items.Count > 0: Show(e, number, before, items); break;
            case EventKind.User when e.Merge is { } session && e.User is { } user: _merged[session] = user; break;
            case EventKind.Interaction: Act(e, number, before, items); break;
        }
    }

    /// <summary>The user behind a session, as far as the log tells.</summary>
    public string Resolve(string actor)
    {
        for (int step = 0; step < 8 && _merged.TryGetValue(actor, out string? into); step++)
            actor = into;
        return actor;
    }

    /// <summary>Every request with an outcome whose windows have closed, in the order of the log.</summary>
    public IReadOnlyList<LoggedRequest> Finish()
    {
        // Windows of behaviours that never occur keep nothing open.
        long wait = Math.Min(_longest, Delay());
        foreach (var (request, _) in _open)
            if (request.Best > 0 && request.Time >= _newest - wait)
                Immature++;
            else if (request.Best > 0 && Hash(request.Event) <= _keep)
                _done.Add(request);
        _open.Clear();
        _pages.Clear();
        _last.Clear();
        return _done;
    }

    private void Show(Event e, long number, int before, int known)
    {
        Pages++;
        if (e.Id is not null && _pages.ContainsKey(e.Id))
            return;
        var items = new int[e.Items.Count];
        bool marked = false;
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = _items.Add(e.Items[i].Id);
            marked |= e.Items[i].Visible is not null;
        }
        var request = new LoggedRequest
        {
            Event = number,
            Before = before,
            ItemsBefore = known,
            Time = e.Timestamp,
            Actor = e.Actor,
            Items = items,
            Outcomes = new byte[items.Length],
            Visible = marked ? [.. e.Items.Select(i => i.Visible ?? false)] : null,
            Shown = e.Shown >= 0 ? Math.Min(e.Shown, items.Length) : items.Length,
        };
        _open.Enqueue((request, e.Id));
        if (e.Id is not null)
            _pages[e.Id] = request;
        if (e.Actor is { } actor)
            foreach (int item in items)
                _last[(actor, item)] = request;
    }

    private void Act(Event e, long number, int before, int known)
    {
        var (grade, window) = outcomes.Of(e);
        if (grade == 0 || e.Item is null || e.Actor is null)
            return;
        _longest = Math.Max(_longest, window);
        int item = _items.Add(e.Item);
        float dwell = Outcomes.DwellOf(e);
        if (Find(e, item) is { } request && e.Timestamp >= request.Time && e.Timestamp - request.Time <= window && Array.IndexOf(request.Items, item) is >= 0 and var place)
        {
            request.Take(place, grade, dwell);
            _delays.Add(e.Timestamp, e.Timestamp - request.Time);
            return;
        }
        if (_moments.TryGetValue(e.Actor, out var moment) && moment.Time / 1000 == e.Timestamp / 1000)
        {
            moment.TakeAlso(item, grade, dwell);
            _last[(e.Actor, item)] = moment;
            return;
        }
        var own = new LoggedRequest { Event = number, Before = before, ItemsBefore = known, Time = e.Timestamp, Actor = e.Actor, Items = [item], Outcomes = [0] };
        own.Take(0, grade, dwell);
        _open.Enqueue((own, null));
        _last[(e.Actor, item)] = own;
        _moments[e.Actor] = own;
    }

    private LoggedRequest? Find(Event e, int item)
    {
        if (e.Ranking is { } id && _pages.TryGetValue(id, out var page) && Array.IndexOf(page.Items, item) >= 0)
            return page;
        if (e.User is { } user && _last.TryGetValue((user, item), out var shown))
            return shown;
        return e.Session is { } session ? _last.GetValueOrDefault((session, item)) : null;
    }

    /// <summary>The delay within which the wanted share of outcomes arrived, among those of requests whose windows have closed.</summary>
    private long Delay()
    {
        // An outcome counts when its request, not only itself, is older than the longest window: late ones would be missing else.
        var delays = _delays.OfRequestsBefore(_newest - outcomes.Longest);
        if (maturity >= 1 || delays.Length < EnoughDelays)
            return outcomes.Longest;
        return delays[Math.Min(delays.Length - 1, (int)(maturity * delays.Length))];
    }

    private void Close(long before)
    {
        while (_open.TryPeek(out var first) && first.Request.Time < before)
        {
            _open.Dequeue();
            var request = first.Request;
            if (first.Id is not null)
                _pages.Remove(first.Id);
            if (request.Actor is { } actor)
            {
                foreach (int item in request.Items)
                    if (_last.GetValueOrDefault((actor, item)) == request)
                        _last.Remove((actor, item));
                if (_moments.GetValueOrDefault(actor) == request)
                    _moments.Remove(actor);
            }
            if (request.Best > 0 && Hash(request.Event) <= _keep)
                _done.Add(request);
        }
        while (_done.Count > most)
        {
            _keep /= 2;
            _done.RemoveAll(r => Hash(r.Event) > _keep);
        }
    }

    private static ulong Hash(long number)
    {
        ulong h = (ulong)(number + 1) * 0x9E3779B97F4A7C15UL;
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9UL;
        return h ^ (h >> 31);
    }
}
