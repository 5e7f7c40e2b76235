using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
[Category("Kernel")]
public sealed class TreeEnsembleTests
{
    [Test]
    public void A_model_of_LightGBM_scores_as_it_does_there()
    {
        var model = LightGbmFixture.Model("reg");
        var rows = LightGbmFixture.Features();
        double[][] predicted = LightGbmFixture.Table("reg.pred");
        var scores = new float[rows.Rows];
        model.Score(rows, scores);
        for (int i = 0; i < rows.Rows; i++)
        {
            Assert.That(scores[i], Is.EqualTo(predicted[i][0]).Within(1e-6 * Math.Abs(predicted[i][0])));
            Assert.That(model.Score(rows.Row(i)), Is.EqualTo(scores[i]));
        }
    }

    [Test]
    public void Contributions_equal_those_of_LightGBM()
    {
        var model = LightGbmFixture.Model("reg");
        var rows = LightGbmFixture.Features();
        double[][] expected = LightGbmFixture.Table("reg.shap");
        var contributions = new double[rows.Columns + 1];
        for (int i = 0; i < rows.Rows; i++)
        {
            model.Contributions(rows.Row(i), contributions);
            Assert.That(contributions, Is.EqualTo(expected[i]).Within(1e-9));
        }
    }

    [TestCase(8)]
    [TestCase(32)]
    [TestCase(33)]
    [TestCase(120)]
    public void Blocks_of_rows_score_as_single_rows_whatever_the_leaves(int leaves)
    {
        var model = RandomModel(leaves, out var rows);
        foreach (int count in new[] { 1, 7, 31, 32, 33, 64, 100 })
        {
            var scores = new float[count];
            model.Score(rows.Values.AsSpan(0, count * rows.Columns), scores);
            for (int i = 0; i < count; i++)
                Assert.That(scores[i], Is.EqualTo(model.Score(rows.Row(i))).Within(1e-6f), $"row {i} of {count}");
        }
    }

    [Test]
    public void Contributions_are_the_Shapley_values_of_all_subsets()
    {
        var model = RandomModel(6, out var rows, trees: 3);
        int features = rows.Columns;
        var contributions = new double[features + 1];
        for (int i = 0; i < 10; i++)
        {
            model.Contributions(rows.Row(i), contributions);
            for (int f = 0; f < features; f++)
                Assert.That(contributions[f], Is.EqualTo(BruteForce(model, rows.Row(i).ToArray(), f)).Within(1e-9));
            Assert.That(contributions.Sum(), Is.EqualTo(model.Score(rows.Row(i))).Within(1e-5));
        }
    }

    [Test]
    public void Writing_and_reading_gives_the_same_model()
    {
        var model = RandomModel(40, out var rows);
        var text = new StringWriter();
        model.WriteText(text);
        var again = TreeEnsemble.ReadText(new StringReader(text.ToString()));
        Assert.That(again.Score(rows.Row(3)), Is.EqualTo(model.Score(rows.Row(3))));
        Assert.That(again.Trees[1].LeafValue, Is.EqualTo(model.Trees[1].LeafValue));
        Assert.That(again.Trees[1].Threshold, Is.EqualTo(model.Trees[1].Threshold));
        Assert.That(again.Importance(TreeImportance.Gain), Is.EqualTo(model.Importance(TreeImportance.Gain)));
    }

    [Test]
    public void A_section_holds_the_model()
    {
        var model = RandomModel(12, out var rows);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        stream.Position = 0;
        Assert.That(ModelSections.Load<TreeEnsemble>(stream).Score(rows.Row(0)), Is.EqualTo(model.Score(rows.Row(0))));
    }

    [Test]
    public void A_truncated_model_is_refused()
    {
        string text = LightGbmFixture.Text("rank");
        foreach (double part in new[] { 0.2, 0.5, 0.8 })
            Assert.That(() => TreeEnsemble.ReadText(new StringReader(text[..(int)(text.IndexOf("end of trees", StringComparison.Ordinal) * part)])), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => TreeEnsemble.ReadText(new StringReader("label 1:2\n")), Throws.TypeOf<ModelFormatException>().With.Message.Contains("no LightGBM text model"));
        Assert.That(() => TreeEnsemble.ReadText(new StringReader("")), Throws.TypeOf<ModelFormatException>());
    }

    [TestCase("num_class=1", "num_class=3", "one class")]
    [TestCase("left_child=", "left_child=0 ", "numbers")]
    [TestCase("is_linear=0", "is_linear=1", "linear")]
    [TestCase("split_feature=", "split_feature=99 ", "numbers")]
    [TestCase("max_feature_idx=4", "max_feature_idx=7", "feature_names")]
    public void A_damaged_or_unsupported_model_is_refused_with_the_reason(string what, string by, string reason) =>
        Assert.That(() => TreeEnsemble.ReadText(new StringReader(LightGbmFixture.Text("rank").Replace(what, by, StringComparison.Ordinal))),
                    Throws.TypeOf<ModelFormatException>().With.Message.Contains(reason));

    [Test]
    public void Children_that_form_no_tree_are_refused()
    {
        string[] lines = LightGbmFixture.Text("rank").Split('\n');
        int at = Array.FindIndex(lines, l => l.StartsWith("left_child=", StringComparison.Ordinal));
        lines[at] = "left_child=" + string.Join(' ', Enumerable.Repeat("1", lines[at].Split(' ').Length));
        Assert.That(() => TreeEnsemble.ReadText(new StringReader(string.Join('\n', lines))), Throws.TypeOf<ModelFormatException>().With.Message.Contains("met twice"));
    }

    [Test]
    public void Rows_of_another_width_or_other_features_are_refused()
    {
        var model = LightGbmFixture.Model("reg");
        Assert.That(() => model.Score(new float[3]), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("3 features; the model was trained with 5"));
        Assert.That(() => model.ExpectFeatures(["price", "Column_1", "Column_2", "Column_3", "Column_4"]),
                    Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("Missing: Column_0. Unknown: price."));
    }

    [Test]
    public void A_binary_score_becomes_a_probability()
    {
        var model = LightGbmFixture.Model("bin");
        Assert.That(model.Predict(0), Is.EqualTo(0.5));
        Assert.That(LightGbmFixture.Model("rank").Predict(3), Is.EqualTo(3));
    }

    private static TreeEnsemble RandomModel(int leaves, out RowMatrix rows, int trees = 5)
    {
        var random = new RandomStream(3, "rows");
        rows = new RowMatrix(600, 6);
        var labels = new float[600];
        for (int i = 0; i < 600; i++)
        {
            var row = rows.Row(i);
            for (int f = 0; f < row.Length; f++)
                row[f] = f == 1 && random.NextInt(4) == 0 ? float.NaN : f == 2 ? random.NextInt(3) : (float)random.NextGaussian();
            labels[i] = row[0] + (float.IsNaN(row[1]) ? 2 : row[1]) * row[2] + (float)random.NextGaussian() * 0.3f;
        }
        var options = new LambdaRankOptions { Objective = TreeObjective.Regression, Leaves = leaves, Trees = trees, MinDataInLeaf = 3 };
        return new LambdaRankTrainer(options).Fit(new RankingDataset(rows, labels), RunSettings.Default);
    }

    private static double BruteForce(TreeEnsemble model, float[] row, int feature)
    {
        int features = row.Length;
        double sum = 0;
        for (int set = 0; set < 1 << features; set++)
        {
            if ((set >> feature & 1) != 0)
                continue;
            int size = System.Numerics.BitOperations.PopCount((uint)set);
            double weight = Factorial(size) * Factorial(features - size - 1) / Factorial(features);
            sum += weight * model.Trees.Sum(t => Value(t, row, set | (1 << feature), 0) - Value(t, row, set, 0));
        }
        return sum;
    }

    private static double Value(RegressionTree tree, float[] row, int known, int node)
    {
        if (node < 0)
            return tree.LeafValue[~node];
        int f = tree.SplitFeature[node];
        if ((known >> f & 1) != 0)
            return Value(tree, row, known, tree.GoesLeft(node, row[f]) ? tree.Left[node] : tree.Right[node]);
        double rows = tree.NodeRows[node];
        return tree.RowsAt(tree.Left[node]) / rows * Value(tree, row, known, tree.Left[node]) + tree.RowsAt(tree.Right[node]) / rows * Value(tree, row, known, tree.Right[node]);
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
