using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>Where relevant items are lost: never named, or named and ranked too low.</summary>
internal static class StageSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (content.Evaluation?.Stages["loss"] is not JsonObject loss)
            return;
        Section(html, "stages", "Loss by stage");
        int k = content.Evaluation.K;
        var parts = loss.Select(p => (Name: Stage(p.Key, k), Values: new[] { (double?)p.Value ?? double.NaN })).ToList();
        Paragraph(html, $"Of the relevant items, {Figures.Share(parts[0].Values[0])} are named by no source, whatever the ranker does.");
        BarChart.Write(html, "What becomes of relevant items", string.Join("; ", parts.Select(p => $"{p.Name} {Figures.Share(p.Values[0])}")) + ".", ["share"], parts, Figures.Share);
        if (content.Evaluation.Stages["recall"] is JsonObject recall)
        {
            var lines = recall.Select(s => new LineSeries(s.Key, [.. s.Value!.AsObject().Select(d => (double.Parse(d.Key.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture), (double?)d.Value ?? 0))])).Where(l => l.Points.Count > 0)
                .OrderByDescending(l => l.Points[^1].Y).Take(8).ToList();
            LineChart.Write(html, "Recall of each source by the length of its list", string.Join("; ", lines.Select(l => $"{l.Name} {Figures.Share(l.Points[^1].Y)} at {l.Points[^1].X}")) + ".", "items named", "recall", lines);
        }
        Parts(html, content.Evaluation.Stages, k);
        html.Close();
    }

    private static void Parts(HtmlWriter html, JsonObject stages, int k)
    {
        var parts = StageParts.Of(stages);
        if (parts.Count == 0)
            return;
        string[] fates = [.. stages["loss"]!.AsObject().Select(l => l.Key)];
        Table(html, "The same by slice and surface", ["of relevant items", "#queries", .. fates.Select(f => "#" + Stage(f, k))]);
        foreach (var (name, of) in parts)
        {
            html.Open("tr").Element("th", name, ("scope", "row"));
            Cell(html, Figures.Count((int?)of["queries"] ?? 0), "n");
            foreach (string fate in fates)
                Cell(html, (double?)of["loss"]?[fate] is { } share ? Figures.Share(share) : "–", "n");
            html.Close();
        }
        EndTable(html);
        string[] sources = [.. stages["recall"]?.AsObject().Select(s => s.Key) ?? []];
        if (sources.Length == 0)
            return;
        Table(html, "Recall of each source, its whole list, by slice and surface", ["source", .. parts.Select(p => "#" + p.Name)]);
        foreach (string source in sources)
        {
            html.Open("tr").Element("th", source, ("scope", "row"));
            foreach (var (_, of) in parts)
                Cell(html, of["recall"]?[source]?.AsObject().LastOrDefault().Value is { } recall ? Figures.Share((double)recall) : "–", "n");
            html.Close();
        }
        EndTable(html);
    }

    private static string Stage(string key, int k) => key == "notRecalled" ? "named by no source" : key.StartsWith("rankedBelow", StringComparison.Ordinal) ? $"named, ranked below {k}" : key.StartsWith("within", StringComparison.Ordinal) ? $"within the first {k}" : key == "removedByReranking" ? "removed by re-ranking" : key;
}
