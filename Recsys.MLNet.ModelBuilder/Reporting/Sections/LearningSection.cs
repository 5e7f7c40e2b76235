using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>How models learned, where the training recorded it: in the package's metrics, <c>learning</c>: for each model a list of steps with their metrics.</summary>
internal static class LearningSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (content.Manifest.Metrics["learning"] is not JsonObject { Count: > 0 } learning)
            return;
        Section(html, "learning", "Learning curves");
        foreach (var (model, steps) in learning)
        {
            if (steps is not JsonArray { Count: > 1 } list || list[0] is not JsonObject first)
                continue;
            string across = first.Select(p => p.Key).First();
            var lines = first.Select(p => p.Key).Skip(1)
                .Select(metric => new LineSeries(metric, [.. list.OfType<JsonObject>().Select(s => ((double?)s[across] ?? double.NaN, (double?)s[metric] ?? double.NaN)).Where(p => double.IsFinite(p.Item1) && double.IsFinite(p.Item2))])).Where(l => l.Points.Count > 1).Take(6).ToList();
            if (lines.Count == 0)
                continue;
            var best = lines[^1].Points.MaxBy(p => p.Y);
            LineChart.Write(html, $"{model}, on requests it did not learn from", $"{lines[^1].Name} is best with {Figures.Metric(best.Y)} at {across} {best.X}.", across, lines.Count == 1 ? lines[0].Name : "", lines);
        }
        html.Close();
    }
}
