using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>What a request needs on its way and nobody after it: kept for the next request.</summary>
internal sealed class RequestScratch
{
    private const int MostWordings = 4096;
    private readonly Dictionary<(string Source, int First, int Second), Reason> _reasons = [];
    private readonly Dictionary<(string Source, string Says, string First, string? Second), Reason> _wordings = [];

    /// <summary>The user's history in a model's numbers.</summary>
    public HistoryBuffer History { get; } = new();

    /// <summary>A reason that was worded before in this request, or null: many items of a list are there for the same one.</summary>
    public Reason? Worded(string source, int first, int second) => _reasons.GetValueOrDefault((source, first, second));

    /// <summary>Keeps a reason for the rest of the request.</summary>
    public Reason Word(string source, int first, int second, Reason reason) => _reasons[(source, first, second)] = reason;

    /// <summary>The reason that names one or two things. Wordings outlive the request: many users are told the same.</summary>
    public Reason Because(string source, string says, ItemState first, ItemState? second)
    {
        var key = (source, says, first.Title, second?.Title);
        if (_wordings.TryGetValue(key, out var known) && known.Items[0] == first.Id && (second is null || known.Items[1] == second.Id))
            return known;
        if (_wordings.Count >= MostWordings)
            _wordings.Clear();
        string text = second is null ? $"{says} {key.Item3}" : $"{says} {key.Item3} and {key.Item4}";
        return _wordings[key] = new Reason(source, text, second is null ? [first.Id] : [first.Id, second.Id]);
    }

    /// <summary>Lets go of everything that belongs to the request.</summary>
    public void Forget()
    {
        History.Forget();
        _reasons.Clear();
    }
}
