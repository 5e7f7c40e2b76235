using System.Globalization;
using System.Numerics;

namespace Recsys.MLNet.Models;

/// <summary>Reads LightGBM's text model format; anything it cannot honour is a <see cref="ModelFormatException"/> with its line.</summary>
internal sealed class TreeTextReader(TextReader reader)
{
    private int _line;

    public TreeEnsemble Read()
    {
        if (Next() is not "tree")
            throw Bad("the first line must be 'tree'; this is no LightGBM text model");
        var head = ReadKeys(stopAt: "Tree=", out string? last);
        CheckSupported(head);
        string[] names = Words(head, "feature_names");
        int features = Number<int>(Single(head, "max_feature_idx"), "max_feature_idx") + 1;
        if (names.Length != features)
            throw Bad($"feature_names lists {names.Length} names; max_feature_idx wants {features}");
        string[] infos = head.ContainsKey("feature_infos") ? Words(head, "feature_infos") : [];
        if (infos.Length != features)
            infos = [.. Enumerable.Repeat("none", features)];
        int promised = head.TryGetValue("tree_sizes", out string? sizes) ? sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length : -1;

        var trees = new List<RegressionTree>();
        while (last is not null && last.StartsWith("Tree=", StringComparison.Ordinal))
        {
            trees.Add(ReadTree(ReadKeys(stopAt: "Tree=", out last), features));
            if (last is "end of trees")
                break;
        }
        if (last is not "end of trees")
            throw Bad("the file ends before 'end of trees': it is truncated; copy or save it again");
        if (promised >= 0 && promised != trees.Count)
            throw Bad($"tree_sizes lists {promised} trees; the file holds {trees.Count}");
        return new TreeEnsemble(trees, names, head.GetValueOrDefault("objective", "regression"), infos, ReadParameters());
    }

    private void CheckSupported(Dictionary<string, string> head)
    {
        if (head.TryGetValue("num_class", out string? classes) && classes != "1")
            throw Bad($"the model has num_class={classes}; models of one class are supported");
        if (head.TryGetValue("num_tree_per_iteration", out string? per) && per != "1")
            throw Bad($"the model has num_tree_per_iteration={per}; 1 is supported");
        if (head.ContainsKey("average_output"))
            throw Bad("the model averages its trees (a random forest); sums of trees are supported");
    }

    private RegressionTree ReadTree(Dictionary<string, string> keys, int features)
    {
        int leaves = Number<int>(Single(keys, "num_leaves"), "num_leaves");
        if (leaves < 1)
            throw Bad($"num_leaves is {leaves}; a tree has at least one leaf");
        if (keys.GetValueOrDefault("is_linear", "0") != "0")
            throw Bad("the tree has linear models in its leaves; constant leaves are supported");
        double shrinkage = keys.TryGetValue("shrinkage", out string? s) ? Number<double>(s, "shrinkage") : 1;
        double[] values = Numbers<double>(keys, "leaf_value", leaves);
        if (leaves == 1)
        {
            var constant = RegressionTree.Constant(values[0], Optional<int>(keys, "leaf_count", 1)[0]);
            constant.Shrinkage = shrinkage;
            return constant;
        }
        int nodes = leaves - 1;
        int sets = keys.TryGetValue("num_cat", out string? cat) ? Number<int>(cat, "num_cat") : 0;
        var tree = new RegressionTree
        {
            LeafCount = leaves,
            SplitFeature = Numbers<int>(keys, "split_feature", nodes),
            SplitGain = Optional<float>(keys, "split_gain", nodes),
            Threshold = Numbers<double>(keys, "threshold", nodes),
            DecisionType = keys.ContainsKey("decision_type") ? Numbers<byte>(keys, "decision_type", nodes) : new byte[nodes],
            Left = Numbers<int>(keys, "left_child", nodes),
            Right = Numbers<int>(keys, "right_child", nodes),
            LeafValue = values,
            LeafWeight = Optional<double>(keys, "leaf_weight", leaves),
            LeafRows = Optional<int>(keys, "leaf_count", leaves),
            NodeValue = Optional<double>(keys, "internal_value", nodes),
            NodeWeight = Optional<double>(keys, "internal_weight", nodes),
            NodeRows = Optional<int>(keys, "internal_count", nodes),
            CategoryStart = sets > 0 ? Numbers<int>(keys, "cat_boundaries", sets + 1) : [0],
            CategoryBits = sets > 0 ? Numbers<uint>(keys, "cat_threshold", -1) : [],
            Shrinkage = shrinkage,
        };
        CheckTree(tree, features, sets);
        return tree;
    }

    /// <summary>Every child must be met exactly once, or a traversal could run in circles or out of the arrays.</summary>
    private void CheckTree(RegressionTree tree, int features, int sets)
    {
        var metNode = new bool[tree.NodeCount];
        var metLeaf = new bool[tree.LeafCount];
        metNode[0] = true;
        for (int n = 0; n < tree.NodeCount; n++)
        {
            if ((uint)tree.SplitFeature[n] >= (uint)features)
                throw Bad($"split_feature {tree.SplitFeature[n]} does not exist: the model has {features} features");
            if ((tree.DecisionType[n] & RegressionTree.Categorical) != 0 && (uint)tree.Threshold[n] >= (uint)sets)
                throw Bad($"a categorical node refers to set {tree.Threshold[n]}; the tree has {sets}");
            Meet(tree.Left[n]);
            Meet(tree.Right[n]);
        }
        if (Array.IndexOf(metNode, false) >= 0 || Array.IndexOf(metLeaf, false) >= 0 || HasCircle(tree))
            throw Bad("the children of the tree do not form one tree");
        for (int s = 0; s < sets; s++)
            if (tree.CategoryStart[s] < 0 || tree.CategoryStart[s + 1] < tree.CategoryStart[s] || tree.CategoryStart[s + 1] > tree.CategoryBits.Length)
                throw Bad("cat_boundaries do not fit cat_threshold");

        void Meet(int child)
        {
            var met = child >= 0 ? metNode : metLeaf;
            int index = child >= 0 ? child : ~child;
            if (index >= met.Length || met[index])
                throw Bad($"child {child} is met twice or does not exist");
            met[index] = true;
        }
    }

    private static bool HasCircle(RegressionTree tree)
    {
        var stack = new Stack<int>([0]);
        int reached = 0;
        while (stack.TryPop(out int node))
        {
            reached++;
            if (tree.Left[node] >= 0)
                stack.Push(tree.Left[node]);
            if (tree.Right[node] >= 0)
                stack.Push(tree.Right[node]);
        }
        return reached != tree.NodeCount; // every node has one parent, so what the root does not reach is a circle
    }

    private string ReadParameters()
    {
        var lines = new List<string>();
        bool inside = false;
        while (Next() is { } line && line != "end of parameters")
        {
            if (line == "parameters:")
                inside = true;
            else if (inside && line.Length > 0)
                lines.Add(line);
        }
        return string.Join('\n', lines);
    }

    private Dictionary<string, string> ReadKeys(string stopAt, out string? last)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        while ((last = Next()) is not null && last != "end of trees" && !last.StartsWith(stopAt, StringComparison.Ordinal))
        {
            if (last.Length == 0)
                continue;
            int at = last.IndexOf('=', StringComparison.Ordinal);
            keys[at < 0 ? last : last[..at]] = at < 0 ? "" : last[(at + 1)..];
        }
        return keys;
    }

    private string? Next()
    {
        _line++;
        return reader.ReadLine();
    }

    private string Single(Dictionary<string, string> keys, string key) =>
        keys.TryGetValue(key, out string? value) ? value : throw Bad($"'{key}' is missing");

    private string[] Words(Dictionary<string, string> keys, string key) => Single(keys, key).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private T[] Optional<T>(Dictionary<string, string> keys, string key, int count) where T : struct, INumber<T> =>
        keys.ContainsKey(key) ? Numbers<T>(keys, key, count) : new T[count];

    private T[] Numbers<T>(Dictionary<string, string> keys, string key, int count) where T : struct, INumber<T>
    {
        string[] words = Words(keys, key);
        if (count >= 0 && words.Length != count)
            throw Bad($"'{key}' holds {words.Length} numbers; expected {count}");
        return Array.ConvertAll(words, word => Number<T>(word, key));
    }

    private T Number<T>(string text, string key) where T : struct, INumber<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && !T.IsNaN(value))
            return value;
        throw Bad($"'{key}' holds '{text}', which is no {typeof(T).Name}");
    }

    private ModelFormatException Bad(string what) => new($"LightGBM model, line {_line}: {what}.");
}
