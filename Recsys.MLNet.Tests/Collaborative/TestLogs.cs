using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Collaborative;

/// <summary>Small logs with known structure.</summary>
internal static class TestLogs
{
    /// <summary>Even users like even items, odd users odd items; each user's own number is withheld and must come back first.</summary>
    public static InteractionLog Checkerboard(int size)
    {
        var pairs = new List<(int, int)>();
        for (int u = 0; u < size; u++)
            for (int i = 0; i < size; i++)
                if (i != u && i % 2 == u % 2)
                    pairs.Add((u, i));
        return Of(size, size, pairs.Select(p => (p.Item1, p.Item2, 1f)));
    }

    /// <summary>Random pairs in which a hidden group of four decides most of what a user takes.</summary>
    public static InteractionLog Groups(int users, int items, int perUser, int seed)
    {
        var random = new RandomStream(seed, "groups");
        var triples = new List<(int, int, float)>();
        for (int u = 0; u < users; u++)
        {
            var taken = new HashSet<int>();
            while (taken.Count < perUser)
            {
                int item = random.NextInt(items);
                if (item % 4 == u % 4 || random.NextInt(8) == 0)
                    taken.Add(item);
            }
            triples.AddRange(taken.Select(i => (u, i, (float)(1 + random.NextInt(3)))));
        }
        return Of(users, items, triples);
    }

    /// <summary>Ratings 1 to 5 from biases, two factors and noise.</summary>
    public static InteractionLog Ratings(int users, int items, int perUser, int seed)
    {
        var random = new RandomStream(seed, "ratings");
        float[] Normals(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)random.NextGaussian())];
        float[] userBias = Normals(users), itemBias = Normals(items), p = Normals(2 * users), q = Normals(2 * items);
        var triples = new List<(int, int, float)>();
        for (int u = 0; u < users; u++)
        {
            foreach (int i in random.Permutation(items).Take(perUser))
            {
                double r = 3 + .4 * userBias[u] + .5 * itemBias[i] + .6 * (p[2 * u] * q[2 * i] + p[2 * u + 1] * q[2 * i + 1]) + .2 * random.NextGaussian();
                triples.Add((u, i, (float)Math.Clamp(r, 1, 5)));
            }
        }
        return Of(users, items, triples);
    }

    public static InteractionLog Of(int users, int items, IEnumerable<(int User, int Item, float Weight)> triples, Catalogue? catalogue = null)
    {
        var rows = triples.ToArray();
        return new InteractionLog(Ids("u", users), Ids("i", items), new Vocabulary(["click"]), [.. rows.Select(r => r.User)], [.. rows.Select(r => r.Item)], new int[rows.Length],
            [.. rows.Select(r => r.Weight)], [.. Enumerable.Range(0, rows.Length).Select(t => 1000L * t)], EventClock.Absolute, catalogue ?? new Catalogue());
    }

    private static Vocabulary Ids(string prefix, int count) => new(Enumerable.Range(0, count).Select(n => $"{prefix}{n}"));
}
