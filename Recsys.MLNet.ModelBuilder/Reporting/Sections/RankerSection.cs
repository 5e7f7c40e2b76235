using Recsys.MLNet.ModelBuilder.Reporting.Charts;
using Recsys.MLNet.Models;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>What the final ranker looks at, and how its score moves with it.</summary>
internal static class RankerSection
{
    private const int Bars = 15, Curves = 6;

    public static void Write(HtmlWriter html, ReportContent content)
    {
        Section(html, "ranker", "What the ranker looks at");
        if (content.Trees is not { } trees)
        {
            Paragraph(html, "The package has no trained trees: candidates are ordered by the weighted scores of their sources, which the reasons of each item name.");
            html.Close();
            return;
        }
        double[] gain = trees.Importance(TreeImportance.Gain), splits = trees.Importance(TreeImportance.Splits);
        double total = gain.Sum();
        int[] order = [.. Enumerable.Range(0, gain.Length).Where(f => gain[f] > 0).OrderByDescending(f => gain[f]).ThenBy(f => f)];
        Paragraph(html, $"{trees.TreeCount} trees over {trees.FeatureCount} features, of which {order.Length} are used. Importance is the share of the loss that splits on a feature took away in training; it says what the model uses, not what causes anything.");
        BarChart.Write(html, "Feature importance, share of gain", string.Join("; ", order.Take(5).Select(f => $"{trees.FeatureNames[f]} {Figures.Share(gain[f] / total)}")) + ".",
            ["gain"], [.. order.Take(Bars).Select(f => (trees.FeatureNames[f], new[] { gain[f] / total }))], Figures.Share);
        Table(html, "The most important features", "feature", "what it says", "#gain", "#splits");
        foreach (int f in order.Take(Bars))
        {
            html.Open("tr").Element("th", trees.FeatureNames[f], ("scope", "row"));
            Cell(html, content.Meanings.GetValueOrDefault(trees.FeatureNames[f], ""), "long");
            Cell(html, Figures.Share(gain[f] / total), "n");
            Cell(html, Figures.Count(splits[f]), "n");
            html.Close();
        }
        EndTable(html);
        html.Element("h3", "Dependence");
        Paragraph(html, "The score as one feature changes and the others stay as they were in training. Only differences mean something. The level line is the score where the feature is missing.");
        html.Open("div", ("class", "pair"));
        foreach (int f in order.Take(Curves))
            Dependence(html, trees, f);
        html.Close().Close();
    }

    private static void Dependence(HtmlWriter html, TreeEnsemble trees, int feature)
    {
        var points = PartialDependence.Of(trees, feature);
        if (points.Count == 0)
            return;
        string name = trees.FeatureNames[feature];
        double missing = PartialDependence.Missing(trees, feature);
        LineChart.Write(html, name, $"From {Figures.Short(points[0].At)} to {Figures.Short(points[^1].At)} the score goes from {Figures.Metric(points[0].Score)} to {Figures.Metric(points[^1].Score)}; missing it is {Figures.Metric(missing)}.",
            name, "score", [new("value", points, IsStep: true), new("missing", [(points[0].At, missing), (points[^1].At, missing)])], small: true);
    }
}
