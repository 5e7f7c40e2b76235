using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>For whom it works better and worse: quality by slice, and how far each slice is from all.</summary>
internal static class SliceSection
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["warm"] = "users the models were fitted on",
        ["cold-users"] = "users unknown to the fit",
        ["cold-items"] = "no relevant item occurs in the fit",
        ["first-five"] = "fewer than five events before",
        ["later-day"] = "another day than the event before",
    };

    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (content.Evaluation is not { } e || !e.Slices.Any())
            return;
        Section(html, "slices", "Slices and fairness");
        string lead = EvaluationJson.NameOf(e.Lead);
        Paragraph(html, $"A recommender that is good on average can be bad for some. Each slice below is a part of the queries; {lead} is compared with the best floor on the same queries.");
        var rows = new List<IntervalRow>();
        foreach (var (slice, queries) in e.Slices)
        {
            rows.Add(new($"{slice} · {lead}", EvaluationJson.Of(e.Lead, slice, e.Metric), "lead"));
            if (e.BestFloor is { } floor)
                rows.Add(new($"{slice} · {EvaluationJson.NameOf(floor)}", EvaluationJson.Of(floor, slice, e.Metric), "floor"));
        }
        IntervalChart.Write(html, $"{e.Metric.ToUpperInvariant()} by slice, 95 % intervals", string.Join("; ", rows.Select(r => $"{r.Name} {Figures.Metric(r.Value.Value)}")) + ".", rows, Figures.Metric);

        double all = EvaluationJson.Of(e.Lead, e.Metric).Value;
        Table(html, "Slices", ["slice", "which queries", "#queries", $"#{lead}", "#share of all", .. e.BestFloor is null ? [] : new[] { "#minus best floor" }]);
        var segments = e.Segments;
        foreach (var (slice, queries) in e.Slices)
        {
            var value = EvaluationJson.Of(e.Lead, slice, e.Metric);
            html.Open("tr").Element("th", slice, ("scope", "row"));
            Cell(html, Meanings.GetValueOrDefault(slice) ?? (segments.TryGetValue(slice, out string? like) ? $"users: {like}" : "a part of the data"));
            Cell(html, Figures.Count(queries), "n");
            MetricCell(html, lead, e.Metric, value, interval: true, slice);
            Cell(html, all > 0 ? Figures.Share(value.Value / all) : "–", "n");
            if (e.BestFloor is { } floor)
            {
                var difference = EvaluationJson.Versus(e.Lead, EvaluationJson.NameOf(floor), slice, e.Metric);
                Cell(html, $"{Figures.Difference(difference.Value)} [{Figures.Difference(difference.Low)}, {Figures.Difference(difference.High)}]", difference.High < 0 ? "n warn" : "n");
            }
            html.Close();
        }
        EndTable(html);
        html.Close();
    }
}
