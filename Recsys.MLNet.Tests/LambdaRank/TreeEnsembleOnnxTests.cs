using Recsys.MLNet.Onnx;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Tests.Onnx;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
public sealed class TreeEnsembleOnnxTests
{
    [Test]
    public void Every_node_of_every_tree_is_written()
    {
        var model = LightGbmFixture.Model("rank");
        using var file = new MemoryStream();
        OnnxWriter.Write(TreeEnsembleOnnx.Build(model), file);
        file.Position = 0;
        var node = TreeEnsembleOnnx.Build(model).Graph.Nodes.Single(n => n.Operator == "TreeEnsembleRegressor");
        Assert.That(node.Domain, Is.EqualTo("ai.onnx.ml"));
        Assert.That(node.Attributes["nodes_treeids"].Ints, Has.Count.EqualTo(model.Trees.Sum(t => 2 * t.LeafCount - 1)));
        Assert.That(Walk(node, LightGbmFixture.Features().Row(5).ToArray(), model.TreeCount), Is.EqualTo(model.Score(LightGbmFixture.Features().Row(5))).Within(1e-6));
        Assert.That(Walk(node, LightGbmFixture.Features().Row(7).ToArray(), model.TreeCount), Is.EqualTo(model.Score(LightGbmFixture.Features().Row(7))).Within(1e-6), "with a missing value");
    }

    [Test]
    public void Categorical_splits_are_refused() =>
        Assert.That(() => TreeEnsembleOnnx.Build(LightGbmFixture.Model("reg")), Throws.TypeOf<NotSupportedException>().With.Message.Contains("categor"));

    [Test]
    public void Onnx_runtime_scores_the_exported_model_alike()
    {
        NativeLibraryGate.Path();
        var model = LightGbmFixture.Model("rank");
        var rows = LightGbmFixture.Features();
        using var exported = TreeEnsembleOnnx.Build(model);
        using var session = OnnxSession.Open(exported, new() { Backend = OnnxBackend.OnnxRuntime });
        using var answer = session.Run([("features", OnnxValue.Of(rows.Values, rows.Rows, rows.Columns))]);
        float[] native = answer[0].Floats.ToArray();
        float[] ours = [.. Enumerable.Range(0, rows.Rows).Select(i => (float)model.Score(rows.Row(i)))];
        Assert.That(native, Is.EqualTo(ours).Within(1e-5f));
    }

    /// <summary>The operator as its specification words it.</summary>
    private static double Walk(OnnxNode node, float[] row, int trees)
    {
        var a = node.Attributes;
        double sum = 0;
        for (int t = 0; t < trees; t++)
        {
            long at = 0;
            while (true)
            {
                int i = Enumerable.Range(0, a["nodes_nodeids"].Ints.Count).First(n => a["nodes_treeids"].Ints[n] == t && a["nodes_nodeids"].Ints[n] == at);
                if (a["nodes_modes"].Texts[i] == "LEAF")
                    break;
                float value = row[a["nodes_featureids"].Ints[i]];
                bool holds = float.IsNaN(value) ? a["nodes_missing_value_tracks_true"].Ints[i] == 1 : value <= a["nodes_values"].Floats[i];
                at = holds ? a["nodes_truenodeids"].Ints[i] : a["nodes_falsenodeids"].Ints[i];
            }
            int leaf = Enumerable.Range(0, a["target_nodeids"].Ints.Count).First(n => a["target_treeids"].Ints[n] == t && a["target_nodeids"].Ints[n] == at);
            sum += a["target_weights"].Floats[leaf];
        }
        return sum;
    }
}
