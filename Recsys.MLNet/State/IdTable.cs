using System.Collections.Concurrent;

namespace Recsys.MLNet.State;

/// <summary>Ids numbered in the order of arrival. One writer adds while any number of readers look up, without a lock.</summary>
public sealed class IdTable
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private string[] _ids = new string[16];
    private int _count;

    /// <summary>How many ids there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The id of a number below <see cref="Count"/>.</summary>
    public string this[int number] => Volatile.Read(ref _ids)[number];

    /// <summary>The number of an id, or −1.</summary>
    public int Find(string? id) => id is not null && _numbers.TryGetValue(id, out int number) ? number : -1;

    internal int Add(string id)
    {
        if (_numbers.TryGetValue(id, out int number))
            return number;
        number = _count;
        if (number == _ids.Length)
        {
            var grown = new string[_ids.Length * 2];
            _ids.CopyTo(grown, 0);
            Volatile.Write(ref _ids, grown);
        }
        _ids[number] = id;
        Volatile.Write(ref _count, number + 1);
        _numbers[id] = number;
        return number;
    }
}
