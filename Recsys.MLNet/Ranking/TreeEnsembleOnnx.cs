using Recsys.MLNet.Models;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Ranking;

/// <summary>Writes a <see cref="TreeEnsemble"/> as an ONNX model of one <c>TreeEnsembleRegressor</c>.</summary>
/// <remarks>
/// Input <c>features</c> (batch, F) float, output <c>score</c> (batch, 1). Thresholds become the largest float not above them, so a
/// float row takes the same path; values are floats there, so scores agree to float precision. Categorical and zero-as-missing
/// splits have no counterpart in that operator and are refused.
/// </remarks>
public static class TreeEnsembleOnnx
{
    /// <summary>The model as ONNX.</summary>
    public static OnnxModel Build(TreeEnsemble model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var nodes = new NodeLists();
        for (int t = 0; t < model.TreeCount; t++)
            Add(nodes, model.Trees[t], t);
        var graph = new OnnxGraphBuilder("trees");
        string features = graph.Input("features", OnnxElementType.Float, "batch", model.FeatureCount);
        string score = graph.Nodes("TreeEnsembleRegressor", [features], 1, "ai.onnx.ml",
            ("n_targets", 1L),
            ("aggregate_function", "SUM"),
            ("post_transform", "NONE"),
            ("nodes_treeids", nodes.Tree.ToArray()),
            ("nodes_nodeids", nodes.Node.ToArray()),
            ("nodes_featureids", nodes.Feature.ToArray()),
            ("nodes_values", nodes.Value.ToArray()),
            ("nodes_modes", nodes.Mode.ToArray()),
            ("nodes_truenodeids", nodes.True.ToArray()),
            ("nodes_falsenodeids", nodes.False.ToArray()),
            ("nodes_missing_value_tracks_true", nodes.MissingTrue.ToArray()),
            ("target_treeids", nodes.TargetTree.ToArray()),
            ("target_nodeids", nodes.TargetNode.ToArray()),
            ("target_ids", new long[nodes.TargetTree.Count]),
            ("target_weights", nodes.TargetWeight.ToArray()))[0];
        graph.Output(score, "score", OnnxElementType.Float, "batch", 1);
        return graph.Build(17, ("ai.onnx.ml", 3));
    }

    /// <summary>Writes the model to a file.</summary>
    public static void Save(TreeEnsemble model, string path) => OnnxWriter.Save(Build(model), path);

    private static void Add(NodeLists nodes, RegressionTree tree, int number)
    {
        // Inner nodes keep their numbers; leaves come after them.
        for (int n = 0; n < tree.NodeCount; n++)
        {
            if ((tree.DecisionType[n] & RegressionTree.Categorical) != 0 || RegressionTree.MissingOf(tree.DecisionType[n]) == MissingKind.Zero)
                throw new NotSupportedException($"Tree {number} splits on categories or treats zero as missing, which ONNX's TreeEnsembleRegressor cannot say. Train without categorical features and zero_as_missing to export, or serve the model here.");
            nodes.Add(number, n, tree.SplitFeature[n], FloatBound.Of(tree.Threshold[n]), "BRANCH_LEQ", Child(tree, tree.Left[n]), Child(tree, tree.Right[n]), tree.GoesLeft(n, double.NaN));
        }
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            nodes.Add(number, tree.NodeCount + leaf, 0, 0, "LEAF", 0, 0, false);
            nodes.TargetTree.Add(number);
            nodes.TargetNode.Add(tree.NodeCount + leaf);
            nodes.TargetWeight.Add((float)tree.LeafValue[leaf]);
        }
    }

    private static int Child(RegressionTree tree, int child) => child >= 0 ? child : tree.NodeCount + ~child;

    private sealed class NodeLists
    {
        public List<long> Tree { get; } = [];
        public List<long> Node { get; } = [];
        public List<long> Feature { get; } = [];
        public List<float> Value { get; } = [];
        public List<string> Mode { get; } = [];
        public List<long> True { get; } = [];
        public List<long> False { get; } = [];
        public List<long> MissingTrue { get; } = [];
        public List<long> TargetTree { get; } = [];
        public List<long> TargetNode { get; } = [];
        public List<float> TargetWeight { get; } = [];

        public void Add(int tree, int node, int feature, float value, string mode, int whenTrue, int whenFalse, bool missingTrue)
        {
            Tree.Add(tree);
            Node.Add(node);
            Feature.Add(feature);
            Value.Add(value);
            Mode.Add(mode);
            True.Add(whenTrue);
            False.Add(whenFalse);
            MissingTrue.Add(missingTrue ? 1 : 0);
        }
    }
}
