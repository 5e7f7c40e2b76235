using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>How a tree ensemble's score changes with one feature, the others as they were in training.</summary>
/// <remarks>
/// <code>
/// PD(v) = Σ_trees value(root)     value(leaf) = its value;   value(node on the feature) = value(the child v goes to);
///                                 value(other node) = (n_left·value(left) + n_right·value(right)) ÷ (n_left + n_right)
/// </code>
/// n are rows of training at each child. Needs no data; between two thresholds of the trees nothing changes, so that few
/// points say all. Friedman 2001, "Greedy function approximation", §8.2. O(points · nodes).
/// </remarks>
internal static class PartialDependence
{
    private const int MostPoints = 40;
    private const double Endless = 1e100; // a threshold beyond it only asks whether the feature is known

    /// <summary>Values of the feature at which the score steps, with the score from there on; the first point stands for everything below.</summary>
    public static IReadOnlyList<(double At, double Score)> Of(TreeEnsemble model, int feature)
    {
        var thresholds = model.Trees.SelectMany(t => Enumerable.Range(0, t.NodeCount).Where(n => t.SplitFeature[n] == feature && (t.DecisionType[n] & RegressionTree.Categorical) == 0).Select(n => t.Threshold[n]))
            .Where(t => Math.Abs(t) < Endless).Distinct().Order().ToList();
        if (thresholds.Count == 0)
            return [];
        var kept = thresholds.Count <= MostPoints ? thresholds : [.. Enumerable.Range(0, MostPoints).Select(i => thresholds[(int)((long)i * (thresholds.Count - 1) / (MostPoints - 1))])];
        // One threshold, as a flag has it at 0, has no spread to go by.
        double range = kept.Count > 1 ? Math.Max(kept[^1] - kept[0], Math.Max(1e-6, Math.Abs(kept[0]) * 0.1)) : Math.Max(1, Math.Abs(kept[0]) * 0.1);
        var points = new List<(double, double)> { (kept[0] - 0.05 * range, Score(model, feature, kept[0] - range)) };
        for (int i = 0; i < kept.Count; i++)
        {
            double inside = i + 1 < kept.Count ? (kept[i] + kept[i + 1]) / 2 : kept[i] + range;
            points.Add((kept[i], Score(model, feature, inside)));
        }
        points.Add((kept[^1] + 0.05 * range, points[^1].Item2));
        return points;
    }

    /// <summary>The score where the feature is missing.</summary>
    public static double Missing(TreeEnsemble model, int feature) => Score(model, feature, double.NaN);

    public static double Score(TreeEnsemble model, int feature, double value)
    {
        double sum = 0;
        foreach (var tree in model.Trees)
            sum += tree.NodeCount == 0 ? tree.LeafValue[0] : ValueAt(tree, 0, feature, value);
        return sum;
    }

    private static double ValueAt(RegressionTree tree, int node, int feature, double value)
    {
        if (node < 0)
            return tree.LeafValue[~node];
        int left = tree.Left[node], right = tree.Right[node];
        if (tree.SplitFeature[node] == feature)
            return ValueAt(tree, tree.GoesLeft(node, value) ? left : right, feature, value);
        double nl = tree.RowsAt(left), nr = tree.RowsAt(right);
        return nl + nr > 0
            ? (nl * ValueAt(tree, left, feature, value) + nr * ValueAt(tree, right, feature, value)) / (nl + nr)
            : (ValueAt(tree, left, feature, value) + ValueAt(tree, right, feature, value)) / 2;
    }
}
