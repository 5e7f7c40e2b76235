namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Finds what somebody meant to write.</summary>
internal static class Nearest
{
    /// <summary>" Did you mean 'x'?" where a name is near enough, else the list of names.</summary>
    public static string Advice(string got, IEnumerable<string> names)
    {
        var known = names.ToArray();
        var best = known.Select(n => (Distance: Distance(Plain(got), Plain(n)), Name: n)).OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Min(got.Length, best.Name.Length) / 3)
            ? $"did you mean '{best.Name}'?"
            : known.Length == 0 ? "there is none to choose from." : $"known are {string.Join(", ", known)}.";
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>Edits, exchanges of neighbours included, that turn one text into the other.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
