namespace Recsys.MLNet.Data;

/// <summary>Remembers which event ids have been seen, in 16 bytes each whatever their length.</summary>
/// <remarks>
/// Keeps a 128-bit hash instead of the text. With ten million ids the chance that any two collide is about 10⁻²⁵;
/// the hash is no defence against ids chosen to collide.
/// </remarks>
public sealed class EventIdSet
{
    private readonly HashSet<UInt128> _seen = [];

    /// <summary>How many different ids have been seen.</summary>
    public int Count => _seen.Count;

    /// <summary>Adds the event's id; false when the same tenant's event of that id was added before. Events without id are always new.</summary>
    public bool Add(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.Id is null || _seen.Add(Hash(e.Tenant, e.Id));
    }

    private static UInt128 Hash(string? tenant, string id)
    {
        ulong a = 0x9E3779B97F4A7C15UL, b = 0xC2B2AE3D27D4EB4FUL;
        Mix(tenant, ref a, ref b);
        Mix("\u0001", ref a, ref b); // keeps (ab, c) and (a, bc) apart
        Mix(id, ref a, ref b);
        return new UInt128(Finish(a), Finish(b));
    }

    private static void Mix(string? text, ref ulong a, ref ulong b)
    {
        foreach (char c in text ?? "")
        {
            a = (a ^ c) * 0x100000001B3UL;
            b = ulong.RotateLeft((b + c) * 0x9FB21C651E98DF25UL, 29);
        }
    }

    private static ulong Finish(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDUL;
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return h ^ (h >> 33);
    }
}
