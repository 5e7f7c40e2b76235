using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>The data behind it all, and what an audit says about it.</summary>
internal static class DataSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        Section(html, "data", "Data and audit");
        if (content.Audit is not { } audit)
        {
            Paragraph(html, "No data was given; the audit of 'recsys validate DATA' stands here when it is.");
            html.Close();
            return;
        }
        var m = audit.Measures;
        double Of(string name) => m.GetValueOrDefault(name, double.NaN);
        Table(html, $"Events of {content.DataName}", "what", "#how much");
        Row(html, "interactions", Figures.Count(Of("events.interaction")));
        Row(html, "rankings", Figures.Count(Of("events.ranking")));
        Row(html, "users, items", $"{Figures.Count(Of("users"))}, {Figures.Count(Of("items"))}");
        Row(html, "interactions of half of the users, at most", Figures.Count(Of("medianEventsPerUser")));
        Row(html, "clock", string.Join(", ", audit.Clocks).ToLowerInvariant() + (double.IsNaN(Of("days")) ? "" : $", {Figures.Short(Of("days"))} days"));
        Row(html, "events that share a second with an earlier one of the user", Figures.Share(Of("sameSecondShare")));
        Row(html, "interactions that repeat user, item and type", Figures.Share(Of("repeatShare")));
        Row(html, "lines that are no events", Figures.Count(audit.ProblemCount));
        EndTable(html);
        if (audit.Types.Count > 0)
            BarChart.Write(html, "Interactions by type", string.Join("; ", audit.Types.Take(8).Select(t => $"{t.Key} {Figures.Count(t.Value)}")) + ".", ["events"], [.. audit.Types.Take(8).Select(t => (t.Key, new[] { (double)t.Value }))], Figures.Count);
        if (audit.PositionCurve.Count > 1)
            LineChart.Write(html, "Clicks by place in the list", $"Share of shown items that were clicked, from place 1 ({Figures.Share(Rate(audit.PositionCurve[0]))}) to place {audit.PositionCurve[^1].Position + 1} ({Figures.Share(Rate(audit.PositionCurve[^1]))}).",
                "place", "clicked", [new("clicked", [.. audit.PositionCurve.Where(p => p.Impressions > 0).Select(p => (p.Position + 1.0, Rate(p)))])]);
        Findings(html, audit);
        Table(html, "What the data can carry", "protocol", "supported", "why");
        foreach (var protocol in audit.Protocols)
        {
            html.Open("tr").Element("th", protocol.Protocol, ("scope", "row"));
            Cell(html, protocol.Supported ? "yes" : "no", protocol.Supported ? "ok" : "warn");
            Cell(html, protocol.Reason, "long");
            html.Close();
        }
        EndTable(html);
        html.Close();
    }

    private static double Rate(PositionClicks place) => place.Impressions > 0 ? (double)place.Clicks / place.Impressions : double.NaN;

    private static void Findings(HtmlWriter html, AuditReport audit)
    {
        if (audit.Findings.Count == 0)
        {
            Paragraph(html, "The audit found nothing to warn of.");
            return;
        }
        Table(html, "Findings", "finding", "what and what to do");
        foreach (var finding in audit.Findings)
        {
            html.Open("tr");
            html.Element("th", finding.Code, ("scope", "row"), ("class", finding.Severity == AuditSeverity.Warning ? "warn" : ""));
            Cell(html, finding.Line > 0 ? $"{finding.Message} (line {finding.Line})" : finding.Message, "long");
            html.Close();
        }
        EndTable(html);
    }

    private static void Row(HtmlWriter html, string what, string value)
    {
        html.Open("tr").Element("th", what, ("scope", "row"));
        Cell(html, value, "n");
        html.Close();
    }
}
