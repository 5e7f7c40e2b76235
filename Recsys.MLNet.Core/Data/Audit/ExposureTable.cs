using System.Collections;

namespace Recsys.MLNet.Data.Audit;

/// <summary>Which items were shown where, and which of them were then interacted with.</summary>
/// <remarks>
/// An interaction counts for the ranking it names; without a name for the last of up to five lists that showed the item to the same
/// session or user. Items of all rankings lie one after another; the first two million rankings are kept.
/// </remarks>
internal sealed class ExposureTable
{
    private const int KeptRankings = 2_000_000;
    private const int LooksBack = 5;
    private readonly Vocabulary _items = new();
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastOf = new(StringComparer.Ordinal);
    private readonly List<int> _before = []; // the ranking before of the same session or user, or −1
    private readonly List<int> _starts = [0];
    private readonly List<int> _itemOf = [];
    private readonly List<int> _positionOf = [];
    private readonly BitArray _clicked = new(1024);

    public int Rankings => _before.Count;

    /// <summary>Items shown, over all rankings.</summary>
    public int Count => _itemOf.Count;

    public long Attributed { get; private set; }

    /// <summary>Interactions that name a ranking the log does not hold before them.</summary>
    public long UnknownRankings { get; private set; }

    /// <summary>Interactions with an item their ranking did not show.</summary>
    public long NotShown { get; private set; }

    /// <summary>Interactions that belong to no list.</summary>
    public long Unattributed { get; private set; }

    /// <summary>Place in the table of the first item of the ranking observed last.</summary>
    public int LastStart => _starts[^2];

    public bool Clicked(int place) => _clicked[place];

    public int StartOf(int ranking) => _starts[ranking];

    public void Observe(Event e)
    {
        if (e.Kind == EventKind.Ranking)
            AddRanking(e);
        else if (e.Kind == EventKind.Interaction)
            AddInteraction(e);
    }

    public PositionClicks[] Curve()
    {
        var curve = new List<(long Shown, long Clicks)>();
        for (int i = 0; i < Count; i++)
        {
            int position = _positionOf[i];
            if (position >= 1000)
                continue;
            while (curve.Count <= position)
                curve.Add((0, 0));
            curve[position] = (curve[position].Shown + 1, curve[position].Clicks + (_clicked[i] ? 1 : 0));
        }
        return [.. curve.Select((c, position) => new PositionClicks(position, c.Shown, c.Clicks))];
    }

    private void AddRanking(Event e)
    {
        if (Rankings == KeptRankings || (e.Id is not null && _byId.ContainsKey(e.Id)))
            return;
        int number = Rankings;
        if (e.Id is not null)
            _byId.Add(e.Id, number);
        string? who = e.Session ?? e.User;
        _before.Add(who is not null && _lastOf.TryGetValue(who, out int last) ? last : -1);
        if (who is not null)
            _lastOf[who] = number;
        for (int k = 0; k < e.Items.Count; k++)
        {
            _itemOf.Add(_items.Add(e.Items[k].Id));
            _positionOf.Add(e.Items[k].Position >= 0 ? e.Items[k].Position : k);
        }
        _starts.Add(_itemOf.Count);
        while (_clicked.Length < _itemOf.Count)
            _clicked.Length *= 2;
    }

    private void AddInteraction(Event e)
    {
        int item = _items.Find(e.Item);
        if (e.Ranking is not null)
        {
            if (!_byId.TryGetValue(e.Ranking, out int named))
                UnknownRankings++;
            else if (!Mark(named, item))
                NotShown++;
            return;
        }
        int ranking = -1;
        if ((e.Session is not null && _lastOf.TryGetValue(e.Session, out ranking)) || (e.User is not null && _lastOf.TryGetValue(e.User, out ranking)))
            for (int step = 0; step < LooksBack && ranking >= 0; step++, ranking = _before[ranking])
                if (Mark(ranking, item))
                    return;
        Unattributed++;
    }

    private bool Mark(int ranking, int item)
    {
        for (int i = _starts[ranking]; i < _starts[ranking + 1]; i++)
        {
            if (_itemOf[i] != item)
                continue;
            _clicked[i] = true;
            Attributed++;
            return true;
        }
        return false;
    }
}
