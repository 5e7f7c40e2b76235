using System.Text.Json.Nodes;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>How many events of each kind went by.</summary>
internal sealed class EventCounts
{
    private readonly long[] _counts = new long[4];

    public void Add(Event e) => _counts[(int)e.Kind]++;

    public JsonObject ToJson() => new()
    {
        ["items"] = _counts[(int)EventKind.Item],
        ["users"] = _counts[(int)EventKind.User],
        ["rankings"] = _counts[(int)EventKind.Ranking],
        ["interactions"] = _counts[(int)EventKind.Interaction],
    };

    public override string ToString() =>
        $"{_counts.Sum()} events: {_counts[(int)EventKind.Item]} of items, {_counts[(int)EventKind.User]} of users, {_counts[(int)EventKind.Ranking]} rankings, {_counts[(int)EventKind.Interaction]} interactions";
}
