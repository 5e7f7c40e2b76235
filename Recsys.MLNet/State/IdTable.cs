using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.State;

/// <summary>Ids numbered in the order of arrival. One writer adds while any number of readers look up, without a lock.</summary>
/// <remarks>
/// A table of (hash, number) with linear probing, at most half full, replaced whole when it grows. An id is in its place among the ids before
/// its entry is in the table, so whoever reads an entry finds the id.
/// </remarks>
public sealed class IdTable
{
    private const int AtOnce = 128;
    private ulong[] _entries = new ulong[32]; // hash above, number + 1 below; 0 is free
    private string[] _ids = new string[16];
    private int _count;

    /// <summary>How many ids there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The id of a number below <see cref="Count"/>.</summary>
    public string this[int number] => Volatile.Read(ref _ids)[number];

    /// <summary>The number of an id, or −1.</summary>
    public int Find(string? id) => id is null ? -1 : Find(id, Hash(id));

    /// <summary>The numbers of several ids, −1 for one that is not there. The memory of many is waited for at once.</summary>
    internal void Find(ReadOnlySpan<string> ids, Span<int> numbers)
    {
        Span<uint> hashes = stackalloc uint[AtOnce];
        for (int from = 0; from < ids.Length; from += AtOnce)
        {
            int count = Math.Min(AtOnce, ids.Length - from);
            ulong[] entries = Volatile.Read(ref _entries);
            string[] known = Volatile.Read(ref _ids);
            for (int i = 0; i < count; i++)
                hashes[i] = Hash(ids[from + i]);
            for (int i = 0; i < count; i++)
                if (entries[hashes[i] & (uint)(entries.Length - 1)] is > 0 and var entry && Number(entry) < known.Length)
                    Fetch.Object(known[Number(entry)], 1); // most often the one that is asked for
            for (int i = 0; i < count; i++)
                numbers[from + i] = Find(ids[from + i], hashes[i]);
        }
    }

    internal int Add(string id)
    {
        uint hash = Hash(id);
        int number = Find(id, hash);
        if (number >= 0)
            return number;
        number = _count;
        if (number == _ids.Length)
        {
            var grown = new string[_ids.Length * 2];
            _ids.CopyTo(grown, 0);
            Volatile.Write(ref _ids, grown);
        }
        _ids[number] = id;
        if (2 * (number + 1) > _entries.Length)
        {
            var grown = new ulong[_entries.Length * 2];
            foreach (ulong entry in _entries)
                if (entry != 0)
                    Put(grown, entry);
            Volatile.Write(ref _entries, grown);
        }
        Put(_entries, ((ulong)hash << 32) | (uint)(number + 1));
        Volatile.Write(ref _count, number + 1);
        return number;
    }

    private int Find(string id, uint hash)
    {
        ulong[] entries = Volatile.Read(ref _entries);
        for (uint at = hash; ; at++)
        {
            ulong entry = Volatile.Read(ref entries[at & (uint)(entries.Length - 1)]);
            if (entry == 0)
                return -1;
            if ((uint)(entry >> 32) == hash && Volatile.Read(ref _ids)[Number(entry)] == id)
                return Number(entry);
        }
    }

    private static void Put(ulong[] entries, ulong entry)
    {
        uint at = (uint)(entry >> 32);
        while (entries[at & (uint)(entries.Length - 1)] != 0)
            at++;
        Volatile.Write(ref entries[at & (uint)(entries.Length - 1)], entry);
    }

    private static int Number(ulong entry) => (int)(uint)entry - 1;

    // Seeded anew in each process, so that nobody can send ids that all fall into one place.
    private static uint Hash(string id) => (uint)id.GetHashCode();
}
