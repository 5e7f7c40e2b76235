using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>How long the package takes to answer, measured while the page was made.</summary>
internal static class LatencySection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        var m = content.Measures;
        if (m.Millis.Length == 0)
            return;
        Section(html, "latency", "Latency");
        Paragraph(html, $"{Figures.Count(m.Millis.Length)} requests for {content.ListLength} items, one after the other in the process that wrote this page, after a warm-up; without network. Another machine, or this one under load, takes another time.");
        (string Name, double Share)[] quantiles = [("half within", 0.5), ("90 % within", 0.9), ("95 % within", 0.95), ("99 % within", 0.99)];
        var rows = quantiles.Select(q => (q.Name, new[] { m.Quantile(q.Share) })).Append(("the slowest", [m.Millis[^1]])).ToList();
        BarChart.Write(html, "Milliseconds to answer", string.Join("; ", rows.Select(r => $"{r.Item1} {Figures.Millis(r.Item2[0])}")) + ".", ["ms"], rows, Figures.Millis);
        html.Close();
    }
}
