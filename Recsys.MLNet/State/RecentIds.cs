namespace Recsys.MLNet.State;

/// <summary>The ids of the last events, so that one sent twice counts once. Bounded: two generations, the older dropped when the newer is full.</summary>
/// <remarks>Ids are kept as 64-bit hashes; with 2·<see cref="Generation"/> of them a wrong match has a chance of about 1 in 10¹³ per event.</remarks>
internal sealed class RecentIds
{
    public const int Generation = 1 << 18;
    private HashSet<ulong> _newer = [];
    private HashSet<ulong> _older = [];

    /// <summary>True the first time.</summary>
    public bool Add(string id)
    {
        ulong hash = Hash(id);
        if (_older.Contains(hash) || !_newer.Add(hash))
            return false;
        if (_newer.Count >= Generation)
            (_older, _newer) = (_newer, []);
        return true;
    }

    public bool Contains(string id) => Hash(id) is var hash && (_older.Contains(hash) || _newer.Contains(hash));

    public RecentIds Copy() => new() { _newer = [.. _newer], _older = [.. _older] };

    public void Write(Packaging.SectionWriter writer)
    {
        foreach (var generation in (HashSet<ulong>[])[_older, _newer])
        {
            ulong[] hashes = [.. generation];
            Array.Sort(hashes); // one state, one file
            writer.Write<ulong>(hashes);
        }
    }

    public static RecentIds Read(Packaging.SectionReader reader) => new() { _older = [.. reader.ReadArray<ulong>()], _newer = [.. reader.ReadArray<ulong>()] };

    /// <summary>64 bits of an id, the same in every process.</summary>
    public static ulong Hash(string id)
    {
        ulong hash = 14695981039346656037UL; // FNV-1a, then mixed: string.GetHashCode differs from run to run
        foreach (char c in id)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93UL;
        return hash ^ (hash >> 32);
    }
}
