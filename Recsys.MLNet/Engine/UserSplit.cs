namespace Recsys.MLNet.Engine;

/// <summary>Which model a user gets: always the same one for a split and its shares, in every process.</summary>
/// <remarks>
/// <code>u = hash(split, user) ÷ 2⁶⁴;   the model whose interval of the running shares holds u</code>
/// Another split mixes users anew. When shares change, users stay where the running shares still say so.
/// </remarks>
internal static class UserSplit
{
    public static string Choose(string split, IReadOnlyDictionary<string, double> shares, string user)
    {
        double sum = shares.Values.Sum(), at = Unit(split, user) * sum;
        string last = "";
        foreach (var (model, share) in shares.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (share <= 0)
                continue;
            last = model;
            if ((at -= share) < 0)
                break;
        }
        return last;
    }

    private static double Unit(string split, string user)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in split)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ 0xFFFF) * 1099511628211UL; // keeps (ab, c) and (a, bc) apart
        foreach (char c in user)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }
}
