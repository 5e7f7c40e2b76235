using Recsys.MLNet.Ranking;

namespace Recsys.MLNet.Recall;

/// <summary>What a request needs on its way and nobody after it: kept for the next request.</summary>
internal sealed class RequestScratch
{
    private readonly Dictionary<(string Source, int First, int Second), Reason> _reasons = [];

    /// <summary>The user's history in a model's numbers.</summary>
    public HistoryBuffer History { get; } = new();

    /// <summary>A reason that was worded before in this request, or null: many items of a list are there for the same one.</summary>
    public Reason? Worded(string source, int first, int second) => _reasons.GetValueOrDefault((source, first, second));

    /// <summary>Keeps a reason for the rest of the request.</summary>
    public Reason Word(string source, int first, int second, Reason reason) => _reasons[(source, first, second)] = reason;

    /// <summary>Lets go of everything that belongs to the request.</summary>
    public void Forget()
    {
        History.Forget();
        _reasons.Clear();
    }
}
