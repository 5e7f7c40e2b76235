using System.Globalization;

namespace Recsys.MLNet.Data.Audit;

/// <summary>Whether the numbers in item ids tell what the log is supposed to predict.</summary>
/// <remarks>
/// Ids are ranked by the number they end in. Three figures for the log's ids and for the source's numbers:
/// adjacency, the share of steps of a user to an item ranked 1 to 5 above the last or the highest so far, against its chance
/// level under permuted ranks; and Spearman's correlation of the rank with the order of first appearance, and with popularity.
/// </remarks>
internal sealed class IdOrderCheck : IAuditCheck
{
    private const int Near = 5;
    private const int MinimumItems = 30;

    public void Observe(Event e, long line)
    {
    }

    public void Conclude(AuditContext context)
    {
        var log = context.Log;
        Examine(context, "id", i => log.Items[i]);
        Examine(context, "sourceId", log.Catalogue.SourceIdOf);
    }

    private static void Examine(AuditContext context, string which, Func<int, string?> idOf)
    {
        var log = context.Log;
        var rank = RankByNumber(log.Items.Count, idOf);
        double adjacency = double.NaN, chance = double.NaN, appearance = double.NaN, popularity = double.NaN;
        if (rank is not null && log.Count > 0)
        {
            adjacency = Adjacency(log, rank);
            var random = context.Run.Random("audit.id-order");
            chance = Enumerable.Range(0, 3).Average(_ => Adjacency(log, random.Permutation(rank.Length)));
            (appearance, popularity) = Correlations(log, rank);
        }
        context.Measures[$"idOrder.{which}.adjacency"] = adjacency;
        context.Measures[$"idOrder.{which}.adjacencyByChance"] = chance;
        context.Measures[$"idOrder.{which}.appearance"] = appearance;
        context.Measures[$"idOrder.{which}.popularity"] = popularity;
        bool adjacent = adjacency > 3 * chance && adjacency - chance > 0.02;
        bool ordered = appearance > 0.5;
        bool popular = Math.Abs(popularity) > 0.5;
        if (!adjacent && !ordered && !popular)
            return;
        var signs = new List<string>();
        if (adjacent)
            signs.Add($"{AuditContext.Percent(adjacency)} of the steps go to one of the next {Near} numbers ({AuditContext.Percent(chance)} by chance)");
        if (ordered)
            signs.Add($"numbers follow first appearance (Spearman {Text(appearance)})");
        if (popular)
            signs.Add($"numbers follow popularity (Spearman {Text(popularity)})");
        string found = string.Join("; ", signs);
        if (which == "id")
            context.Warn("id-order", $"Item ids tell what comes next: {found}. Nothing may use their order: import with permuted ids, break ties at random, and keep the floor id-adjacency in every table.");
        else
            context.Warn("source-id-order", $"The source's item numbers tell what comes next: {found}. The log's own ids are permuted; no feature may read sourceId, and figures published on this data with the file's ids deserve the floor id-adjacency beside them.");
    }

    /// <summary>Place of each item when ordered by the number its id ends in, or null when most ids end in none.</summary>
    private static int[]? RankByNumber(int count, Func<int, string?> idOf)
    {
        var keys = new double[count];
        int numbered = 0;
        for (int i = 0; i < count; i++)
        {
            string id = idOf(i) ?? "";
            int digits = id.Length;
            while (digits > 0 && char.IsAsciiDigit(id[digits - 1]))
                digits--;
            bool isNumber = digits < id.Length && id.Length - digits <= 18;
            keys[i] = isNumber ? long.Parse(id.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture) : double.MaxValue;
            numbered += isNumber ? 1 : 0;
        }
        if (count < MinimumItems || numbered < 0.9 * count)
            return null;
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => keys[i])];
        var rank = new int[count];
        for (int r = 0; r < count; r++)
            rank[order[r]] = r;
        return rank;
    }

    private static double Adjacency(InteractionLog log, int[] rank)
    {
        var users = log.BySequence();
        long near = 0, steps = 0;
        for (int u = 0; u < users.Users; u++)
        {
            int last = -1, highest = -1;
            foreach (int place in users.PlacesOf(u))
            {
                int r = rank[log.ItemOf[place]];
                if (last >= 0 && r != last)
                {
                    steps++;
                    if (r - last is >= 1 and <= Near || r - highest is >= 1 and <= Near)
                        near++;
                }
                last = r;
                highest = Math.Max(highest, r);
            }
        }
        return steps == 0 ? double.NaN : (double)near / steps;
    }

    private static (double Appearance, double Popularity) Correlations(InteractionLog log, int[] rank)
    {
        var first = new int[rank.Length];
        var count = new int[rank.Length];
        Array.Fill(first, -1);
        for (int i = 0; i < log.Count; i++)
        {
            int item = log.ItemOf[i];
            if (count[item]++ == 0)
                first[item] = i;
        }
        int[] seen = [.. Enumerable.Range(0, rank.Length).Where(i => count[i] > 0)];
        double[] ranks = [.. seen.Select(i => (double)rank[i])];
        return (RankCorrelation.Spearman(ranks, [.. seen.Select(i => (double)first[i])]), RankCorrelation.Spearman(ranks, [.. seen.Select(i => (double)count[i])]));
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
