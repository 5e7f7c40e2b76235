using Recsys.MLNet.Data;

namespace Recsys.MLNet.Engine;

/// <summary>Counts what comes of the lists of each model of a split, from the events as they are applied.</summary>
internal sealed class SplitLedger
{
    private const int Remembered = 100_000; // lists whose interactions still count
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Split, string Model), Arm> _arms = [];
    private readonly Dictionary<string, (Arm Arm, bool Answered)> _lists = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public SplitLedger(IDictionary<string, IReadOnlyDictionary<string, double>> splits)
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
                return [.. _arms.OrderBy(a => a.Key.Split, StringComparer.Ordinal).ThenBy(a => a.Key.Model, StringComparer.Ordinal).Select(a =>
                    new SplitArm(a.Key.Split, a.Key.Model, a.Value.Share, a.Value.Lists, a.Value.Answered, new SortedDictionary<string, long>(a.Value.Types, StringComparer.Ordinal)))];
        }
    }

    public void Observe(Event e)
    {
        if (_arms.Count == 0)
            return;
        lock (_gate)
        {
            if (e is { Kind: EventKind.Ranking, Id: { } id, Policy: { } model } && RankingRecord.SplitOf(e) is { } split && _arms.TryGetValue((split, model), out var arm))
            {
                arm.Lists++;
                _lists[id] = (arm, false);
                _order.Enqueue(id);
                if (_order.Count > Remembered)
                    _lists.Remove(_order.Dequeue());
            }
            else if (e is { Kind: EventKind.Interaction, Ranking: { } of, Type: { } type } && _lists.TryGetValue(of, out var list))
            {
                list.Arm.Types[type] = list.Arm.Types.GetValueOrDefault(type) + 1;
                if (list.Answered || type == "impression")
                    return;
                list.Arm.Answered++;
                _lists[of] = (list.Arm, true);
            }
        }
    }

    private sealed class Arm(double share)
    {
        public double Share => share;

        public long Lists { get; set; }

        public long Answered { get; set; }

        public Dictionary<string, long> Types { get; } = new(StringComparer.Ordinal);
    }
}
