using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>What the lists are like as a whole: coverage, concentration, and how exposure is divided between kinds of items.</summary>
internal static class ListSection
{
    private const int Points = 50, Categories = 8;

    public static void Write(HtmlWriter html, ReportContent content)
    {
        var m = content.Measures;
        if (m.Listed.Length == 0 || m.Listed.Sum() == 0)
            return;
        Section(html, "lists", "Coverage, concentration, exposure");
        double coverage = ListMetrics.Coverage(m.Listed), gini = ListMetrics.Gini(m.Listed), past = ListMetrics.Gini(m.Past);
        html.Open("p").Text($"The lists of {Figures.Count(m.Users)} users hold ").Number(coverage, Figures.Share(coverage)).Text(" of the catalogue. Gini of their exposures: ").Number(gini, Figures.Metric(gini))
            .Text("; of past behaviour: ").Number(past, Figures.Metric(past)).Text(". 0 is all items alike, 1 is one item alone. Few users can cover only few items: compare with reports of as many.").Close();
        LineChart.Write(html, "How uneven exposure is", $"Share of all exposures that the least exposed share of items has together. Gini {Figures.Metric(gini)} in lists, {Figures.Metric(past)} in past behaviour.",
            "share of items, least exposed first", "share together", [new("in lists", Lorenz(m.Listed)), new("past behaviour", Lorenz(m.Past)), new("all alike", [(0, 0), (1, 1)])]);
        Exposure(html, "Exposure by popularity", "Items by past behaviour: the head is the first fifth of the catalogue, the tail the last half.", ByPopularity(m));
        if (ByCategory(m) is { Count: > 1 } categories)
            Exposure(html, "Exposure by category", "The largest categories. An exposure far below the share of past behaviour hides what people want; far above, it pushes.", categories);
        html.Close();
    }

    private static void Exposure(HtmlWriter html, string title, string note, List<(string Name, double[] Values)> rows)
    {
        Paragraph(html, note, "soft");
        BarChart.Write(html, title, string.Join("; ", rows.Select(r => $"{r.Name}: {Figures.Share(r.Values[0])} of the lists, {Figures.Share(r.Values[1])} of past behaviour, {Figures.Share(r.Values[2])} of the catalogue")) + ".",
            ["of lists", "of past behaviour", "of catalogue"], rows, Figures.Share);
    }

    private static List<(double, double)> Lorenz(int[] counts)
    {
        var ascending = counts.Order().ToArray();
        double total = Math.Max(1, ascending.Sum(c => (double)c)), sum = 0;
        var points = new List<(double, double)> { (0, 0) };
        for (int i = 0; i < ascending.Length; i++)
        {
            sum += ascending[i];
            if ((i + 1) * Points / ascending.Length != i * Points / ascending.Length)
                points.Add(((i + 1.0) / ascending.Length, sum / total));
        }
        return points;
    }

    private static List<(string, double[])> ByPopularity(PackageMeasures m)
    {
        int[] order = [.. Enumerable.Range(0, m.Past.Length).OrderByDescending(i => m.Past[i]).ThenBy(i => i)];
        int head = order.Length / 5, middle = order.Length / 2;
        return [("head (20 % of items)", Shares(m, order[..head])), ("middle (30 %)", Shares(m, order[head..middle])), ("tail (50 %)", Shares(m, order[middle..]))];
    }

    private static List<(string, double[])> ByCategory(PackageMeasures m) =>
        [.. Enumerable.Range(0, m.Category.Length).Where(i => m.Category[i] >= 0).GroupBy(i => m.Category[i]).OrderByDescending(g => g.Sum(i => m.Past[i])).ThenBy(g => g.Key).Take(Categories)
            .Select(g => (m.CategoryNames[g.Key], Shares(m, [.. g])))];

    private static double[] Shares(PackageMeasures m, int[] items)
    {
        double listed = Math.Max(1, m.Listed.Sum(c => (double)c)), past = Math.Max(1, m.Past.Sum(c => (double)c));
        return [items.Sum(i => (double)m.Listed[i]) / listed, items.Sum(i => (double)m.Past[i]) / past, (double)items.Length / m.Listed.Length];
    }
}
