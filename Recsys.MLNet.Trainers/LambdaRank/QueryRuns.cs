namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Collects query sizes from the qid of consecutive rows.</summary>
internal sealed class QueryRuns(string path)
{
    private readonly HashSet<long> _seen = [];
    private long? _current;
    private bool _begun;

    public List<int> Sizes { get; } = [];

    public void Add(long? query, long line)
    {
        if (_begun && query is null != _current is null)
            throw new InvalidDataException($"{path} line {line}: the row has {(query is null ? "no" : "a")} qid, but rows before it have {(query is null ? "one" : "none")}. Give every row its qid, or none and a .query file.");
        bool same = _begun && query == _current;
        _begun = true;
        _current = query;
        if (query is null)
            return;
        if (same)
        {
            Sizes[^1]++;
            return;
        }
        if (!_seen.Add(query.Value))
            throw new InvalidDataException($"{path} line {line}: qid {query} comes again after another query. Sort the file so that the rows of a query lie together.");
        Sizes.Add(1);
    }
}
