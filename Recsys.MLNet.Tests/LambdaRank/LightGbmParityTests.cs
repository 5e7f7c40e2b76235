using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

/// <summary>The trees that LightGBM grows, grown here.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class LightGbmParityTests
{
    [Test]
    public void Regression_with_missing_values_and_categories_grows_the_same_trees() => Same(
        "reg",
        LightGbmFixture.Options with { Objective = TreeObjective.Regression, MinDataPerGroup = 10, CatSmooth = 2 },
        LightGbmFixture.Data(y => Math.Round(y, 4), categorical: true));

    [Test]
    public void Every_regularization_together_grows_the_same_trees() => Same(
        "regfull",
        LightGbmFixture.Options with
        {
            Objective = TreeObjective.Regression,
            LambdaL1 = 0.5,
            LambdaL2 = 2,
            MaxDeltaStep = 0.8,
            PathSmooth = 3,
            MonotoneConstraints = [1, 0, 0, -1, 0],
            MinGainToSplit = 0.05,
            MaxDepth = 3,
        },
        LightGbmFixture.Data(y => Math.Round(y, 4)));

    [Test]
    public void Zeros_as_missing_grow_the_same_trees() => Same(
        "regzero",
        LightGbmFixture.Options with { Objective = TreeObjective.Regression, ZeroAsMissing = true },
        LightGbmFixture.Data(y => Math.Round(y, 4)));

    [Test]
    public void Binary_labels_with_a_weight_grow_the_same_trees() => Same(
        "bin",
        LightGbmFixture.Options with { Objective = TreeObjective.Binary, ScalePosWeight = 2 },
        LightGbmFixture.Data(y => y > 2.6 ? 1 : 0));

    [Test]
    public void LambdaRank_grows_the_same_trees() => Same(
        "rank",
        LightGbmFixture.Options,
        LightGbmFixture.Data(y => Math.Min(4, (int)(y / 1.2)), groups: true));

    [Test]
    public void LambdaRank_with_positions_grows_the_same_trees() => Same(
        "rankp",
        LightGbmFixture.Options with { PositionBiasRegularization = 0.5 },
        LightGbmFixture.Data(y => Math.Min(4, (int)(y / 1.2)), groups: true, positions: true),
        // A node that no missing row reaches gains the same either way; there the direction of LightGBM is decided by its rounding.
        anyDefault: true);

    [Test]
    public void The_ranking_example_of_LightGBM_reaches_its_quality()
    {
        string folder = PublicRankingData.Folder();
        var rounds = new List<TrainingRound>();
        var options = new LambdaRankOptions { MinDataInLeaf = 50, MinSumHessianInLeaf = 5 };
        new LambdaRankTrainer(options).FitFile(Path.Combine(folder, "rank.train"), RunSettings.Default, Path.Combine(folder, "rank.test"), rounds: rounds);
        var last = rounds[^1].Metrics;
        // LightGBM 4.6 with the same parameters: .5937 .6467 .6703 .7478
        Assert.That(last["ndcg@10"], Is.EqualTo(0.7478).Within(0.0005));
        Assert.That(last["ndcg@1"], Is.EqualTo(0.5937).Within(0.0005));
    }

    [Test]
    public void The_bin_bounds_of_the_ranking_example_are_those_of_LightGBM_to_the_last_bit()
    {
        var options = new LambdaRankOptions { MinDataInLeaf = 50, EnableBundle = false };
        using var binned = RankingFile.Bin(Path.Combine(PublicRankingData.Folder(), "rank.train"), options, [], RunSettings.Default);
        string[] ours = [.. binned.Layout.Bins.Select((bins, feature) => (bins, feature)).Where(b => !b.bins.IsTrivial).Select(b =>
            FormattableString.Invariant($"{b.feature} {b.bins.Count} {b.bins.ZeroBin} {b.bins.MostFrequentBin} {(int)b.bins.Missing} {Digest(b.bins.Upper)}"))];
        string[] theirs = LightGbmFixture.Text("rank-bins").Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        Assert.That(theirs, Has.Length.GreaterThan(100));
        Assert.That(ours, Is.EqualTo(theirs));

        static string Digest(double[] bounds) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(bounds)))[..16];
    }

    private static void Same(string golden, LambdaRankOptions options, RankingDataset data, bool anyDefault = false)
    {
        var theirs = LightGbmFixture.Model(golden);
        var ours = new LambdaRankTrainer(options).Fit(data, new RunSettings { Threads = 2 });
        Assert.That(ours.TreeCount, Is.EqualTo(theirs.TreeCount));
        for (int t = 0; t < theirs.TreeCount; t++)
        {
            RegressionTree a = ours.Trees[t], b = theirs.Trees[t];
            Assert.That(a.SplitFeature, Is.EqualTo(b.SplitFeature), $"features of tree {t}");
            Assert.That(a.Left, Is.EqualTo(b.Left));
            Assert.That(a.Right, Is.EqualTo(b.Right));
            int mask = anyDefault ? ~RegressionTree.DefaultLeft : -1;
            Assert.That(a.DecisionType.Select(d => d & mask), Is.EqualTo(b.DecisionType.Select(d => d & mask)), $"decisions of tree {t}");
            Assert.That(a.LeafRows, Is.EqualTo(b.LeafRows));
            Assert.That(a.CategoryBits, Is.EqualTo(b.CategoryBits));
            Assert.That(a.Threshold, Is.EqualTo(b.Threshold).Within(1e-14).Percent);
            Assert.That(a.SplitGain, Is.EqualTo(b.SplitGain).Within(0.02).Percent); // their gains are written with six digits
            Assert.That(a.LeafValue, Is.EqualTo(b.LeafValue).Within(0.01).Percent);
            Assert.That(a.LeafWeight, Is.EqualTo(b.LeafWeight).Within(0.01).Percent);
        }
        Assert.That(ours.Objective, Is.EqualTo(theirs.Objective));
        Assert.That(ours.FeatureNames, Is.EqualTo(theirs.FeatureNames));
    }
}
