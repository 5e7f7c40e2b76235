using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

/// <summary>Bad data is refused with its place and a cure, good data is read as LightGBM reads it.</summary>
[TestFixture]
public sealed class RankingDataTests
{
    private string _folder = "";

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("recsys-rank").FullName;

    [TearDown]
    public void Remove_the_folder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_file_gives_the_rows_it_holds()
    {
        string path = Write("a", "2 qid:7 0:1.5 3:-2e-3 # first\n\n0 qid:7 1:nan\r\n1 qid:9 3:.5");
        var data = RankingFile.Read(path);
        Assert.That(data.GroupSizes, Is.EqualTo(new[] { 2, 1 }));
        Assert.That(data.Labels, Is.EqualTo(new[] { 2f, 0, 1 }));
        Assert.That(data.Features.Row(0).ToArray(), Is.EqualTo(new[] { 1.5f, 0, 0, -0.002f }));
        Assert.That(data.Features.Row(1)[1], Is.NaN);
        Assert.That(data.FeatureNames[3], Is.EqualTo("Column_3"));
    }

    [Test]
    public void Numbers_are_read_to_the_last_bit()
    {
        string[] numbers = ["0.1", "123456789012345678901", "1e-310", "3.14159265358979312", "-7.25E+3", "5e22", "00.5", "9007199254740993"];
        using var reader = new SvmLightReader(Write("n", "1 " + string.Join(' ', numbers.Select((n, i) => $"{i}:{n}"))));
        Assert.That(reader.Next());
        Assert.That(reader.Values.ToArray(), Is.EqualTo(numbers.Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [TestCase("x 1:2", "line 1", "label")]
    [TestCase("1 1:2\n1 a:2", "line 2", "index")]
    [TestCase("1 1:2\n1 3", "line 2", "index")]
    [TestCase("1 5:abc", "line 1", "feature 5")]
    [TestCase("1 5:inf", "line 1", "infinite")]
    [TestCase("1 qid:x 5:1", "line 1", "qid")]
    [TestCase("1 qid:1 5:1\n1 5:1", "line 2", "no qid")]
    [TestCase("1 qid:1 5:1\n1 qid:2 5:1\n1 qid:1 5:1", "line 3", "qid 1")]
    [TestCase("1 99999999999:1", "line 1", "index")]
    public void A_bad_line_is_named_with_its_field(string text, string line, string field) =>
        Assert.That(() => RankingFile.Read(Write("bad", text)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(line).And.Message.Contains(field));

    [Test]
    public void Query_sizes_that_do_not_sum_to_the_rows_are_refused()
    {
        string path = Write("q", "1 0:1\n0 0:2\n");
        Write("q.query", "3\n");
        Assert.That(() => RankingFile.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("sum to 3").And.Message.Contains("2 rows"));
        Assert.That(() => new RankingDataset(new RowMatrix(2, 1), new float[2], [1, 2]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("sum to 3"));
    }

    [Test]
    public void A_file_trained_from_the_stream_gives_the_model_of_the_file_in_memory()
    {
        var random = new RandomStream(1, "file");
        var lines = new List<string>();
        for (int i = 0; i < 400; i++)
            lines.Add(FormattableString.Invariant($"{random.NextInt(4)} qid:{i / 10} 1:{random.NextInt(50) / 4f} 2:{random.NextInt(9)} 4:{(random.NextInt(5) == 0 ? "nan" : "0.5")}"));
        string path = Write("s", string.Join('\n', lines));
        var trainer = new LambdaRankTrainer(new LambdaRankOptions { Trees = 5, Leaves = 6 });
        var (streamed, held) = (trainer.FitFile(path, RunSettings.Default), trainer.Fit(RankingFile.Read(path), RunSettings.Default));
        Assert.That(streamed.Trees.Select(t => t.SplitFeature), Is.EqualTo(held.Trees.Select(t => t.SplitFeature)));
        Assert.That(streamed.Trees.Select(t => t.LeafValue), Is.EqualTo(held.Trees.Select(t => t.LeafValue)));
    }

    [Test]
    public void A_value_on_a_threshold_takes_its_side_as_written_although_no_float_holds_it()
    {
        // The bound between .27 and .29 is the double just above .28; the float nearest to .28 lies above it.
        string path = Write("t", string.Concat(Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "0 0:0.27\n" : "1 0:0.29\n")));
        var model = new LambdaRankTrainer(new LambdaRankOptions { Objective = TreeObjective.Regression, Trees = 1, MinDataInLeaf = 5 }).FitFile(path, RunSettings.Default);
        Assert.That(model.Score((double[])[0.28]), Is.EqualTo(model.Score((double[])[0.27])));
        Assert.That(model.Score((double[])[0.29]), Is.Not.EqualTo(model.Score((double[])[0.27])));
        var scores = new List<double>();
        RankingFile.Score(Write("u", "0 0:0.28\n0 0:0.29\n"), model, (_, _, score) =>
        {
            scores.Add(score);
            return true;
        });
        Assert.That(scores, Is.EqualTo(new[] { model.Score((double[])[0.27]), model.Score((double[])[0.29]) }));
    }

    [Test]
    public void Labels_the_objective_cannot_use_are_refused()
    {
        Refused([0, 5], [2], new() { LabelGain = [0, 1, 3] }, "label gains are known up to label 2");
        Refused([0, 31], [2], new(), "up to label 30");
        Refused([0, -1], [2], new(), "whole numbers from 0");
        Refused([0, 0.5f], [2], new(), "whole numbers from 0");
        Refused([0, float.NaN], [2], new(), "finite");
        Refused([0, 2], null, new() { Objective = TreeObjective.Binary }, "0 or 1");
        Refused([0, 1], null, new(), "query groups");
    }

    [Test]
    public void Infinite_features_are_refused_and_constant_ones_ignored()
    {
        var rows = new RowMatrix(40, 2);
        for (int i = 0; i < 40; i++)
            (rows.Row(i)[0], rows.Row(i)[1]) = (7, i);
        float[] labels = [.. Enumerable.Range(0, 40).Select(i => i > 20 ? 1f : 0)];
        var model = new LambdaRankTrainer(new LambdaRankOptions { MinDataInLeaf = 5, Trees = 3 }).Fit(new RankingDataset(rows, labels, [40]), RunSettings.Default);
        Assert.That(model.Importance(TreeImportance.Splits)[0], Is.Zero);
        rows.Row(3)[1] = float.PositiveInfinity;
        Assert.That(() => new LambdaRankTrainer(new LambdaRankOptions()).Fit(new RankingDataset(rows, labels, [40]), RunSettings.Default),
                    Throws.TypeOf<InvalidDataException>().With.Message.Contains("Row 4").And.Message.Contains("Column_1"));
    }

    [Test]
    public void Data_without_anything_to_split_gives_a_constant_model()
    {
        var model = new LambdaRankTrainer(new LambdaRankOptions { Objective = TreeObjective.Regression }).Fit(new RankingDataset(new RowMatrix(30, 2), [.. Enumerable.Repeat(2.5f, 30)]), RunSettings.Default);
        Assert.That(model.Score(new float[2]), Is.EqualTo(2.5f));
    }

    [Test]
    public void Options_list_every_problem_at_once()
    {
        var options = new LambdaRankOptions { Leaves = 1, MaxBin = 300, FeatureFraction = 0, EvalAt = [] };
        Assert.That(options.Problems().Select(p => p.Option), Is.EquivalentTo(new[] { "Leaves", "MaxBin", "FeatureFraction", "EvalAt" }));
        Assert.That(new LambdaRankOptions().Problems(), Is.Empty);
    }

    [Test]
    public void LightGBM_parameters_are_known_by_every_name()
    {
        string config = Write("train.conf", "# a comment\nobjective = lambdarank\nnum_trees = 50 # trees\nndcg_eval_at = 1,3\ntree_learner = serial\n");
        var asked = LightGbmParameters.Parse([.. LightGbmParameters.ReadFile(config), "eta=0.3", "max_leaf=9", "cat_feature=1,4", "seed=5", "label_gain=0,3,7"]);
        Assert.That(asked.Options.Trees, Is.EqualTo(50));
        Assert.That(asked.Options.LearningRate, Is.EqualTo(0.3));
        Assert.That(asked.Options.Leaves, Is.EqualTo(9));
        Assert.That(asked.Options.EvalAt, Is.EqualTo(new[] { 1, 3 }));
        Assert.That(asked.Options.LabelGain, Is.EqualTo(new[] { 0.0, 3, 7 }));
        Assert.That(asked.CategoricalFeatures, Is.EqualTo(new[] { 1, 4 }));
        Assert.That(asked.Seed, Is.EqualTo(5));
        Assert.That(asked.Ignored, Is.EqualTo(new[] { "tree_learner" }));
    }

    [TestCase("num_leafs=3", "unknown")]
    [TestCase("boosting=dart", "gbdt")]
    [TestCase("objective=poisson", "lambdarank")]
    [TestCase("num_leaves=many", "whole number")]
    [TestCase("linear_tree=true", "not supported")]
    public void Parameters_that_cannot_be_honoured_are_refused(string parameter, string reason) =>
        Assert.That(() => LightGbmParameters.Parse([parameter]), Throws.ArgumentException.With.Message.Contains(reason));

    private static void Refused(float[] labels, int[]? groups, LambdaRankOptions options, string reason) =>
        Assert.That(() => new LambdaRankTrainer(options).Fit(new RankingDataset(new RowMatrix(labels.Length, 1), labels, groups), RunSettings.Default),
                    Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
