using Recsys.MLNet.Metrics;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>The page's head: what it is about, and what matters in one line of figures.</summary>
internal static class SummarySection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        html.Open("section", ("id", "summary"), ("aria-labelledby", "summary-h")).Element("h1", content.Title, ("id", "summary-h"));
        var manifest = content.Manifest;
        Paragraph(html, $"Package {manifest.Version}, {Figures.Bytes(content.FileBytes)}, trained on {Figures.Count(manifest.StateEvents)} events up to {Newest(content)}.", "soft");
        html.Open("ul", ("class", "tiles"));
        if (content.Evaluation is { } evaluation)
        {
            var lead = EvaluationJson.Of(evaluation.Lead, evaluation.Metric);
            Tile(html, Figures.Metric(lead.Value), $"{evaluation.Metric.ToUpperInvariant()} of {EvaluationJson.NameOf(evaluation.Lead)}, {Figures.Metric(lead.Low)} to {Figures.Metric(lead.High)}");
            if (evaluation.BestFloor is { } floor)
            {
                var difference = EvaluationJson.Versus(evaluation.Lead, EvaluationJson.NameOf(floor), "all", evaluation.Metric);
                Tile(html, Figures.Difference(difference.Value), $"against {EvaluationJson.NameOf(floor)}, the best floor; {Figures.Difference(difference.Low)} to {Figures.Difference(difference.High)}");
            }
        }
        Tile(html, Figures.Millis(content.Measures.Quantile(0.5)), $"half of the requests are answered within; 99 % within {Figures.Millis(content.Measures.Quantile(0.99))}");
        Tile(html, Figures.Share(ListMetrics.Coverage(content.Measures.Listed)), $"of the catalogue is in the lists of {Figures.Count(content.Measures.Users)} users");
        html.Close().Close();
    }

    private static string Newest(ReportContent content) => content.Manifest.Cutoffs.Count == 0 ? "an unknown moment" : Figures.Moment(content.Manifest.Cutoffs.Values.Max(c => c.Time));

    private static void Tile(HtmlWriter html, string figure, string text) => html.Open("li").Element("b", figure).Element("span", text).Close();
}
