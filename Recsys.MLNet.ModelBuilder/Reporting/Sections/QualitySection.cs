using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>Quality under its protocol: every model and floor with its interval, and the paired differences to the one that matters.</summary>
internal static class QualitySection
{
    private const int MostRows = 24;

    public static void Write(HtmlWriter html, ReportContent content)
    {
        Section(html, "quality", "Quality");
        if (content.Evaluation is not { } e)
        {
            Paragraph(html, "No evaluation was given, so nothing is claimed about quality. Run recsys evaluate --data DATA --json evaluation.json and give the file to the report.");
            html.Close();
            return;
        }
        Paragraph(html, Protocol(e));
        var rows = e.Live.OrderByDescending(m => EvaluationJson.Of(m, e.Metric).Value).ToList();
        var shown = rows.Take(MostRows).ToList();
        IntervalChart.Write(html, $"{e.Metric.ToUpperInvariant()} with 95 % intervals",
            $"Best first: {string.Join("; ", shown.Take(5).Select(m => Sentence(m, e)))}. Filled dots are models, open ones floors.",
            [.. shown.Select(m => new IntervalRow(EvaluationJson.NameOf(m), EvaluationJson.Of(m, e.Metric), Styled(EvaluationJson.NameOf(m), e)))], Figures.Metric);
        Metrics(html, e, rows);
        Differences(html, e, rows);
        Ablations(html, e);
        html.Close();
    }

    private static string Sentence(JsonObject row, EvaluationJson e) => $"{EvaluationJson.NameOf(row)} {Figures.Metric(EvaluationJson.Of(row, e.Metric).Value)}";

    private static string Protocol(EvaluationJson e)
    {
        var p = e.Protocol;
        string seen = (bool?)p["seenRemoved"] == true ? "items of the known history are removed" : "items of the known history stay";
        string cutoff = (long?)p["cutoff"] is { } at ? $" up to {Figures.Moment(at)}" : "";
        return $"Protocol: split {(string?)p["split"]}; {Figures.Count((double?)p["queries"] ?? double.NaN)} queries of {Figures.Count((double?)p["users"] ?? double.NaN)} users over {Figures.Count((double?)p["items"] ?? double.NaN)} items "
            + $"({(string?)p["candidates"]} candidates); fitted on {Figures.Count((double?)p["fitted"] ?? double.NaN)} interactions{cutoff}; {seen}; ties {(string?)p["ties"]}; queries without a relevant item {(string?)p["emptyQueries"]}; seed {(int?)p["seed"]}. "
            + "Intervals are 95 % by a bootstrap that draws users.";
    }

    private static void Metrics(HtmlWriter html, EvaluationJson e, List<JsonObject> rows)
    {
        string[] metrics = [.. new[] { e.Metric, $"hr@{e.K}", $"recall@{e.K}", $"mrr@{e.K}", "auc", "rmse", $"coverage@{e.K}", $"gini@{e.K}", $"novelty@{e.K}" }.Where(m => rows.Any(r => double.IsFinite(EvaluationJson.Of(r, m).Value)))];
        Table(html, "Every model", ["model", .. metrics.Select(m => "#" + m), "#fit s"]);
        foreach (var row in rows)
        {
            string name = EvaluationJson.NameOf(row);
            html.Open("tr", ("class", Styled(name, e))).Element("th", name, ("scope", "row"));
            foreach (string metric in metrics)
                MetricCell(html, name, metric, EvaluationJson.Of(row, metric), interval: metric == metrics[0]);
            Cell(html, ((double?)row["seconds"]?["fit"] ?? double.NaN).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), "n");
            html.Close();
        }
        EndTable(html);
        var frozen = e.Models.Where(m => EvaluationJson.NameOf(m) == EvaluationJson.NameOf(e.Lead) + " (frozen)").ToList();
        foreach (var row in frozen)
            Paragraph(html, $"With the state frozen at the split, {EvaluationJson.NameOf(e.Lead)} reads {Figures.Metric(EvaluationJson.Of(row, e.Metric).Value)} instead of {Figures.Metric(EvaluationJson.Of(e.Lead, e.Metric).Value)}: the difference is what live state is worth.");
    }

    private static void Differences(HtmlWriter html, EvaluationJson e, List<JsonObject> rows)
    {
        string lead = EvaluationJson.NameOf(e.Lead);
        var differences = rows.Where(r => r != e.Lead).Select(r => (Name: EvaluationJson.NameOf(r), Value: EvaluationJson.Versus(e.Lead, EvaluationJson.NameOf(r), "all", e.Metric)))
            .Where(d => double.IsFinite(d.Value.Value)).OrderBy(d => d.Value.Value).Take(MostRows).ToList();
        if (differences.Count == 0)
            return;
        IntervalChart.Write(html, $"{lead} minus each other model, {e.Metric.ToUpperInvariant()}, paired by user",
            $"Where an interval holds 0, the data do not tell the two apart. {string.Join("; ", differences.Take(5).Select(d => $"against {d.Name} {Figures.Difference(d.Value.Value)} ({Figures.Difference(d.Value.Low)} to {Figures.Difference(d.Value.High)})"))}.",
            [.. differences.Select(d => new IntervalRow(d.Name, d.Value, EvaluationJson.Floors.Contains(d.Name) ? "floor" : ""))], Figures.Difference, zero: true);
    }

    private static void Ablations(HtmlWriter html, EvaluationJson e)
    {
        var parts = e.Ablations.Where(m => !EvaluationJson.NameOf(m).EndsWith(" (frozen)", StringComparison.Ordinal)).ToList();
        if (parts.Count == 0)
            return;
        var all = parts.Append(e.Lead).OrderByDescending(m => EvaluationJson.Of(m, e.Metric).Value).ToList();
        IntervalChart.Write(html, "What each part is worth", $"{e.Metric.ToUpperInvariant()} of the whole and without one of its parts: {string.Join("; ", all.Select(m => Sentence(m, e)))}.",
            [.. all.Select(m => new IntervalRow(EvaluationJson.NameOf(m), EvaluationJson.Of(m, e.Metric), m == e.Lead ? "lead" : ""))], Figures.Metric);
    }
}
