namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>What is asked of the models: for each query a user, how much of their history is known, and what is relevant.</summary>
public sealed class EvaluationQueries(UserHistories histories, bool hasFrozenState)
{
    private readonly List<int> _relevant = [];
    private readonly List<EvaluationQuery> _queries = [];

    /// <summary>The histories that <see cref="EvaluationQuery.History"/> counts in.</summary>
    public UserHistories Histories { get; } = histories;

    /// <summary>Whether queries also know the history as of the moment the models were fitted.</summary>
    public bool HasFrozenState { get; } = hasFrozenState;

    /// <summary>Number of queries.</summary>
    public int Count => _queries.Count;

    /// <summary>Query by number.</summary>
    public EvaluationQuery this[int query] => _queries[query];

    /// <summary>Relevant items of a query, each once, none of them in the excluded history.</summary>
    public ReadOnlySpan<int> RelevantTo(int query) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_relevant).Slice(_queries[query].RelevantStart, _queries[query].RelevantCount);

    internal void Add(int user, int history, int frozenHistory, long at, Slice slices, ReadOnlySpan<int> relevant)
    {
        _queries.Add(new(user, history, frozenHistory, at, slices, _relevant.Count, relevant.Length));
        _relevant.AddRange(relevant);
    }
}
