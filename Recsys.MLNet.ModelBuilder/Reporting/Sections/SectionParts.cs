using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>What several sections are made of.</summary>
internal static class SectionParts
{
    public static HtmlWriter Section(HtmlWriter html, string id, string title) => html.Open("section", ("id", id), ("aria-labelledby", $"{id}-h")).Element("h2", title, ("id", $"{id}-h"));

    public static void Paragraph(HtmlWriter html, string text, string style = "") => html.Element("p", text, ("class", style));

    /// <summary>Opens a table that scrolls by itself where the page is narrow; <see cref="EndTable"/> closes it.</summary>
    public static void Table(HtmlWriter html, string caption, params ReadOnlySpan<string> columns)
    {
        html.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "group"), ("aria-label", caption)).Open("table").Element("caption", caption).Open("thead").Open("tr");
        foreach (string column in columns)
            html.Element("th", column.TrimStart('#'), ("scope", "col"), ("class", column.StartsWith('#') ? "n" : ""));
        html.Close().Close().Open("tbody");
    }

    public static void EndTable(HtmlWriter html) => html.Close().Close().Close();

    /// <summary>A cell of a metric; the exact number is in it for machines, with its row and metric.</summary>
    public static void MetricCell(HtmlWriter html, string model, string metric, Interval value, bool interval, string slice = "")
    {
        html.Open("td", ("class", "n"), ("data-model", model), ("data-metric", metric), ("data-slice", slice)).Number(value.Value, Figures.Metric(value.Value));
        if (interval && double.IsFinite(value.Value) && value.Low < value.High)
            html.Text(" [").Number(value.Low, Figures.Metric(value.Low)).Text(", ").Number(value.High, Figures.Metric(value.High)).Text("]");
        html.Close();
    }

    public static void Cell(HtmlWriter html, string text, string style = "") => html.Element("td", text, ("class", style));

    public static string Styled(string name, EvaluationJson evaluation) =>
        name == EvaluationJson.NameOf(evaluation.Lead) ? "lead" : EvaluationJson.Floors.Contains(name) ? "floor" : "";
}
