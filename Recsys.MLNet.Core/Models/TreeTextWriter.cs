using System.Globalization;
using System.Text;

namespace Recsys.MLNet.Models;

/// <summary>Writes a <see cref="TreeEnsemble"/> as LightGBM's text model format, version 4.</summary>
/// <remarks>Numbers are written so that reading them gives the same number. Lines end in LF: <c>tree_sizes</c> counts bytes.</remarks>
internal static class TreeTextWriter
{
    public static void Write(TreeEnsemble model, TextWriter writer)
    {
        var trees = new List<string>(model.TreeCount);
        for (int i = 0; i < model.TreeCount; i++)
            trees.Add(TreeText(model.Trees[i], i));

        var head = new StringBuilder();
        Line(head, "tree");
        Line(head, "version=v4");
        Line(head, "num_class=1");
        Line(head, "num_tree_per_iteration=1");
        Line(head, "label_index=0");
        Line(head, $"max_feature_idx={model.FeatureCount - 1}");
        Line(head, $"objective={model.Objective}");
        Line(head, $"feature_names={string.Join(' ', model.FeatureNames.Select(Name))}");
        Line(head, $"feature_infos={string.Join(' ', model.FeatureInfos)}");
        Line(head, $"tree_sizes={string.Join(' ', trees.Select(Encoding.UTF8.GetByteCount))}");
        Line(head, "");
        writer.Write(head.ToString());
        foreach (string tree in trees)
            writer.Write(tree);

        var tail = new StringBuilder();
        Line(tail, "end of trees");
        Line(tail, "");
        Line(tail, "feature_importances:");
        double[] splits = model.Importance(TreeImportance.Splits);
        foreach (int f in Enumerable.Range(0, splits.Length).Where(f => splits[f] > 0).OrderByDescending(f => splits[f]))
            Line(tail, $"{Name(model.FeatureNames[f])}={(long)splits[f]}");
        if (model.Parameters.Length > 0)
        {
            Line(tail, "");
            Line(tail, "parameters:");
            Line(tail, model.Parameters.TrimEnd('\n'));
            Line(tail, "");
            Line(tail, "end of parameters");
        }
        writer.Write(tail.ToString());
    }

    /// <summary>The format separates names by blanks; LightGBM itself puts underscores.</summary>
    private static string Name(string name) => name.Replace(' ', '_').Replace('\t', '_');

    private static string TreeText(RegressionTree tree, int index)
    {
        var text = new StringBuilder();
        int categorical = tree.CategoryStart.Length - 1;
        Line(text, $"Tree={index}");
        Line(text, $"num_leaves={tree.LeafCount}");
        Line(text, $"num_cat={categorical}");
        Numbers(text, "split_feature", tree.SplitFeature);
        Numbers(text, "split_gain", tree.SplitGain);
        Numbers(text, "threshold", tree.Threshold);
        Numbers(text, "decision_type", tree.DecisionType);
        Numbers(text, "left_child", tree.Left);
        Numbers(text, "right_child", tree.Right);
        Numbers(text, "leaf_value", tree.LeafValue);
        Numbers(text, "leaf_weight", tree.LeafWeight);
        Numbers(text, "leaf_count", tree.LeafRows);
        Numbers(text, "internal_value", tree.NodeValue);
        Numbers(text, "internal_weight", tree.NodeWeight);
        Numbers(text, "internal_count", tree.NodeRows);
        if (categorical > 0)
        {
            Numbers(text, "cat_boundaries", tree.CategoryStart);
            Numbers(text, "cat_threshold", tree.CategoryBits);
        }
        Line(text, "is_linear=0");
        Line(text, $"shrinkage={tree.Shrinkage.ToString("R", CultureInfo.InvariantCulture)}");
        Line(text, "");
        Line(text, "");
        return text.ToString();
    }

    private static void Numbers<T>(StringBuilder text, string key, T[] values) where T : IFormattable =>
        Line(text, $"{key}={string.Join(' ', values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)))}");

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
