namespace Recsys.MLNet.Data;

/// <summary>Ids numbered 0..Count−1 in the order they were added. Reading is thread-safe once nobody adds.</summary>
public sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <summary>An empty vocabulary.</summary>
    public Vocabulary() { }

    /// <summary>A vocabulary of the given ids, in their order.</summary>
    public Vocabulary(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (string id in ids)
            Add(id);
    }

    /// <summary>How many ids there are.</summary>
    public int Count => _ids.Count;

    /// <summary>All ids by number.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The id of a number.</summary>
    public string this[int number] => _ids[number];

    /// <summary>The number of an id, added if new.</summary>
    public int Add(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (_numbers.TryGetValue(id, out int number))
            return number;
        number = _ids.Count;
        _numbers.Add(id, number);
        _ids.Add(id);
        return number;
    }

    /// <summary>The number of an id, or −1 when it is not known.</summary>
    public int Find(string? id) => id is not null && _numbers.TryGetValue(id, out int number) ? number : -1;

    /// <summary>The number of an id given as characters, or −1; allocates nothing.</summary>
    public int Find(ReadOnlySpan<char> id) => _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out int number) ? number : -1;
}
