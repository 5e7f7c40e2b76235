using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>What everybody turns to, or what came last: one of the lists that are kept current with every event.</summary>
/// <param name="board">Which list.</param>
/// <param name="depth">How many items it names.</param>
public sealed class BoardSource(Board board, int depth = 100) : ICandidateSource
{
    private readonly Reason _reason = board switch
    {
        Board.Trending => new("trending", "trending now", []),
        Board.Popular => new("popular", "popular with everybody", []),
        _ => new("new", "new here", []),
    };

    /// <inheritdoc/>
    public string Name { get; } = board switch { Board.Trending => "trending", Board.Popular => "popular", _ => "new" };

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        var items = request.State.Items(board);
        var scores = request.State.Scores(board);
        items = items[..Math.Min(items.Length, depth)];
        request.State.Fetch(items);
        for (int i = 0; i < items.Length; i++)
            into.Add(items[i], ScoreOf(scores, i));
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        var items = request.State.Items(board);
        var scores = request.State.Scores(board);
        for (int i = 0; i < items.Length; i++)
            if (into.PlaceOf(items[i]) is >= 0 and var place)
                into.Rate(place, ScoreOf(scores, i));
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item) => _reason;

    // Totals as they are; log-scale scores against the best of the list; arrival times by rank.
    private float ScoreOf(ReadOnlySpan<double> scores, int place) => board switch
    {
        Board.Popular => (float)scores[place],
        Board.Trending => (float)Math.Max(1e-6, double.Exp2(scores[place] - scores[0])),
        _ => 1f / (place + 1),
    };
}
