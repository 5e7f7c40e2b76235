using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>Tables of what the product makes.</summary>
public static class Tables
{
    /// <summary>An evaluation: a row for each model, metrics with their intervals.</summary>
    /// <param name="report">The evaluation.</param>
    /// <param name="metrics">Names such as <c>hr@10</c>; none takes NDCG, hit rate and coverage at the report's k.</param>
    public static TableView Of(EvaluationReport report, params string[] metrics)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        var p = report.Protocol;
        string[] shown = metrics.Length > 0 ? metrics : [$"ndcg@{p.K}", $"hr@{p.K}", $"coverage@{p.K}"];
        var table = new TableView(string.Create(CultureInfo.InvariantCulture, $"{p.Split}: {p.Queries} queries of {p.Users} users over {p.Items} items"), ["model", .. shown, "fit s"]);
        foreach (var row in report.Rows.Concat(report.Ablations))
            table.Add([row.Name, .. shown.Select(m => row.Metrics.TryGetValue(m, out var value) ? Text(value) : ""), Math.Round(row.FitSeconds, 1)]);
        return table;
    }

    /// <summary>A list as a user sees it: item, title, score, reasons.</summary>
    /// <param name="answer">The list.</param>
    /// <param name="catalogue">Where titles come from, or null.</param>
    /// <param name="items">The catalogue's item ids; null where there is no catalogue.</param>
    public static TableView Of(RecommendationResponse answer, Catalogue? catalogue = null, Vocabulary? items = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var table = new TableView(answer.Items.Count == 1 ? "1 item" : $"{answer.Items.Count} items", "#", "item", "title", "score", "because");
        for (int i = 0; i < answer.Items.Count; i++)
        {
            var item = answer.Items[i];
            table.Add(i + 1, item.Item, items?.Find(item.Item) is >= 0 and var number ? catalogue?.TextOf(number, ["title"]) : "", item.Score, string.Join("; ", item.Reasons));
        }
        return table;
    }

    private static string Text(Metrics.Interval value) => value.Low == value.High ? value.Value.ToString(".0000", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{value.Value:.0000} ±{(value.High - value.Low) / 2:.0000}");
}
