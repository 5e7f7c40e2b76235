using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Floors;

/// <summary>Small logs written as text: one user a word, one item a letter.</summary>
internal static class Logs
{
    /// <summary>One history for each string, an item for each letter; items are numbered a = 0, b = 1, …</summary>
    public static InteractionLog Of(params string[] histories)
    {
        var items = new Vocabulary(Enumerable.Range('a', histories.SelectMany(h => h).Max() - 'a' + 1).Select(c => ((char)c).ToString()));
        var users = new Vocabulary(Enumerable.Range(0, histories.Length).Select(u => $"u{u}"));
        List<int> user = [], item = [];
        for (int u = 0; u < histories.Length; u++)
        {
            foreach (char c in histories[u])
            {
                user.Add(u);
                item.Add(c - 'a');
            }
        }
        int n = user.Count;
        return new(users, items, new Vocabulary(["click"]), [.. user], [.. item], new int[n], [.. Enumerable.Repeat(1f, n)],
            [.. Enumerable.Range(0, n).Select(i => i * 1000L)], EventClock.Absolute, new Catalogue());
    }
}
