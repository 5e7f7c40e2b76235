using Recsys.MLNet.Data;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Engine;

/// <summary>Counts what comes of lists, by surface and by the models of each split, from the events as they are applied.</summary>
internal sealed class ListLedger
{
    private const int Remembered = 100_000; // lists whose interactions still count
    private const int MostNames = 50; // surfaces and types come from clients
    private const string Other = "(other)";
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Split, string Model), Tally> _arms = [];
    private readonly Dictionary<string, Tally> _surfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, (Tally Surface, Tally? Arm, bool Answered)> _lists = [];
    private readonly Queue<ulong> _order = new();

    public ListLedger(IDictionary<string, IReadOnlyDictionary<string, double>> splits)
    {
        foreach (var (split, shares) in splits)
            foreach (var (model, share) in shares)
                _arms[(split, model)] = new(share / shares.Values.Sum());
    }

    public IReadOnlyList<SplitArm> Arms
    {
        get
        {
            lock (_gate)
                return [.. _arms.OrderBy(a => a.Key.Split, StringComparer.Ordinal).ThenBy(a => a.Key.Model, StringComparer.Ordinal).Select(a => new SplitArm(a.Key.Split, a.Key.Model, a.Value.Share, a.Value.Lists, a.Value.Answered, a.Value.ByType()))];
        }
    }

    public IReadOnlyList<SurfaceTraffic> Surfaces
    {
        get
        {
            lock (_gate)
                return [.. _surfaces.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new SurfaceTraffic(s.Key, s.Value.Lists, s.Value.Items, s.Value.Answered, s.Value.ByType()))];
        }
    }

    public void Observe(Event e)
    {
        if (e is { Kind: EventKind.Ranking, Id: { } id })
            lock (_gate)
                Shown(id, e);
        else if (e is { Kind: EventKind.Interaction, Ranking: { } of, Type: { } type })
            lock (_gate)
                Answered(RecentIds.Hash(of), type);
    }

    private void Shown(string id, Event e)
    {
        string name = e.Surface ?? "";
        if (!_surfaces.TryGetValue(name, out var surface) && !_surfaces.TryGetValue(name = _surfaces.Count < MostNames ? name : Other, out surface))
            _surfaces[name] = surface = new(1);
        surface.Add(e.Items.Count);
        var arm = _arms.Count > 0 && e.Policy is { } model && RankingRecord.SplitOf(e) is { } split ? _arms.GetValueOrDefault((split, model)) : null;
        arm?.Add(e.Items.Count);
        ulong list = RecentIds.Hash(id);
        _lists[list] = (surface, arm, false);
        _order.Enqueue(list);
        if (_order.Count > Remembered)
            _lists.Remove(_order.Dequeue());
    }

    private void Answered(ulong of, string type)
    {
        if (!_lists.TryGetValue(of, out var list))
            return;
        bool first = !list.Answered && type != "impression";
        list.Surface.Add(type, first);
        list.Arm?.Add(type, first);
        if (first)
            _lists[of] = list with { Answered = true };
    }

    private sealed class Tally(double share)
    {
        private readonly Dictionary<string, long> _types = new(StringComparer.Ordinal);

        public double Share => share;

        public long Lists { get; private set; }

        public long Items { get; private set; }

        public long Answered { get; private set; }

        public IReadOnlyDictionary<string, long> ByType() => new SortedDictionary<string, long>(_types, StringComparer.Ordinal);

        public void Add(int items)
        {
            Lists++;
            Items += items;
        }

        public void Add(string type, bool first)
        {
            Answered += first ? 1 : 0;
            if (_types.Count >= MostNames && !_types.ContainsKey(type))
                type = Other;
            _types[type] = _types.GetValueOrDefault(type) + 1;
        }
    }
}
