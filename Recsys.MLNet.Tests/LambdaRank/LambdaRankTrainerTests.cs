using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class LambdaRankTrainerTests
{
    private static readonly LambdaRankOptions Small = new() { Trees = 15, Leaves = 8, MinDataInLeaf = 5 };

    [TestCase(TreeObjective.LambdaRank)]
    [TestCase(TreeObjective.RankXendcg)]
    public void A_planted_order_is_found(TreeObjective objective)
    {
        var (train, test) = (Planted(60, 12, "train"), Planted(40, 12, "test"));
        var options = Small with { Objective = objective, Trees = 40 };
        var model = new LambdaRankTrainer(options).Fit(train, RunSettings.Default);
        double learned = RankingEvaluation.Measure(model, test, options)["ndcg@10"];
        double constant = RankingEvaluation.Measure(model.Take(0), test, options)["ndcg@10"];
        Assert.That(learned, Is.GreaterThan(0.93));
        Assert.That(learned, Is.GreaterThan(constant + 0.2));
    }

    [Test]
    public void Fit_repeats_exactly_on_any_number_of_threads()
    {
        var data = Planted(60, 30, "threads");
        var options = Small with { FeatureFraction = 0.7, FeatureFractionByNode = 0.8, BaggingFraction = 0.6, BaggingFrequency = 2, ExtraTrees = true };
        string once = Text(new LambdaRankTrainer(options).Fit(data, new RunSettings { Seed = 7, Threads = 1 }));
        Assert.That(Text(new LambdaRankTrainer(options).Fit(data, new RunSettings { Seed = 7, Threads = 3 })), Is.EqualTo(once));
        Assert.That(Text(new LambdaRankTrainer(options).Fit(data, new RunSettings { Seed = 8, Threads = 3 })), Is.Not.EqualTo(once));
    }

    [Test]
    public void Leaves_whose_rows_are_shared_among_threads_grow_the_same_trees()
    {
        var data = Planted(500, 80, "shared"); // 40,000 rows: a histogram for each thread, then columns by thread, then neither
        var options = Small with { Trees = 3, Leaves = 31 };
        string once = Text(new LambdaRankTrainer(options).Fit(data, new RunSettings { Threads = 1 }));
        Assert.That(once, Does.Contain("num_leaves=31"));
        Assert.That(Text(new LambdaRankTrainer(options).Fit(data, new RunSettings { Threads = 3 })), Is.EqualTo(once));
    }

    [Test]
    public void The_order_of_groups_and_rows_of_other_groups_in_between_change_nothing()
    {
        var data = Planted(30, 10, "order");
        string once = Text(new LambdaRankTrainer(Small).Fit(data, RunSettings.Default));
        // Row j of every query after row j − 1 of every query, queries from the last to the first.
        var (rows, labels, groups) = (new RowMatrix(300, data.Features.Columns), new float[300], new string[300]);
        for (int j = 0, next = 0; j < 10; j++)
            for (int q = 29; q >= 0; q--, next++)
            {
                data.Features.Row(q * 10 + j).CopyTo(rows.Row(next));
                labels[next] = data.Labels[q * 10 + j];
                groups[next] = "query " + q;
            }
        Assert.That(Text(new LambdaRankTrainer(Small).Fit(RankingDataset.FromGroups(rows, labels, groups), RunSettings.Default)), Is.EqualTo(once));
    }

    [Test]
    public void Single_rows_and_queries_without_a_relevant_row_teach_nothing()
    {
        var data = Planted(30, 10, "empty");
        string once = Text(new LambdaRankTrainer(Small with { MinDataInLeaf = 0, MinSumHessianInLeaf = 1 }).Fit(data, RunSettings.Default));
        Assert.That(once, Does.Contain("num_leaves=8"));
        var nothing = new RankingDataset(data.Features, new float[300], data.GroupSizes);
        Assert.That(new LambdaRankTrainer(Small).Fit(nothing, RunSettings.Default).Score(data.Features.Row(0)), Is.Zero);
        var alone = new RankingDataset(data.Features, data.Labels, [.. Enumerable.Repeat(1, 300)]);
        Assert.That(new LambdaRankTrainer(Small).Fit(alone, RunSettings.Default).TreeCount, Is.EqualTo(1));
    }

    [Test]
    public void One_query_is_enough_to_learn_from()
    {
        var data = Planted(1, 200, "one");
        Assert.That(new LambdaRankTrainer(Small).Fit(data, RunSettings.Default).TreeCount, Is.EqualTo(Small.Trees));
    }

    [Test]
    public void Early_stopping_keeps_the_best_trees()
    {
        var (train, valid) = (Planted(20, 10, "train"), Planted(20, 10, "valid"));
        var rounds = new List<TrainingRound>();
        var options = Small with { Trees = 200, LearningRate = 0.5, EarlyStoppingRounds = 8 };
        var model = new LambdaRankTrainer(options).Fit(train, RunSettings.Default, valid, rounds: rounds);
        var best = rounds.MaxBy(r => r.Metrics["ndcg@10"])!;
        Assert.That(rounds, Has.Count.LessThan(200));
        Assert.That(model.TreeCount, Is.EqualTo(best.Trees));
        Assert.That(rounds, Has.Count.EqualTo(best.Trees + 8));
    }

    [Test]
    public void Continued_training_goes_on_where_the_model_stopped()
    {
        var data = Planted(40, 10, "continue");
        var half = new LambdaRankTrainer(Small with { Trees = 8 }).Fit(data, RunSettings.Default);
        var whole = new LambdaRankTrainer(Small with { Trees = 7 }).Fit(data, RunSettings.Default, continueFrom: half);
        var once = new LambdaRankTrainer(Small).Fit(data, RunSettings.Default);
        Assert.That(whole.TreeCount, Is.EqualTo(15));
        for (int i = 0; i < 50; i++)
            Assert.That(whole.Score(data.Features.Row(i)), Is.EqualTo(once.Score(data.Features.Row(i))).Within(1e-4));
    }

    [Test]
    public void A_refit_keeps_the_splits_and_follows_the_new_data()
    {
        var data = Planted(40, 10, "refit");
        var options = Small with { RefitDecayRate = 0 };
        var model = new LambdaRankTrainer(options).Fit(data, RunSettings.Default);
        var same = new LambdaRankTrainer(options).Refit(model, data, RunSettings.Default);
        // On its own data a refit that forgets finds the values again.
        for (int i = 0; i < 50; i++)
            Assert.That(same.Score(data.Features.Row(i)), Is.EqualTo(model.Score(data.Features.Row(i))).Within(1e-3));
        var reversed = new RankingDataset(data.Features, Array.ConvertAll(data.Labels, l => 4 - l), data.GroupSizes);
        var refit = new LambdaRankTrainer(options).Refit(model, reversed, RunSettings.Default);
        Assert.That(refit.Trees[0].SplitFeature, Is.EqualTo(model.Trees[0].SplitFeature));
        Assert.That(RankingEvaluation.Measure(refit, reversed, options)["ndcg@10"], Is.GreaterThan(RankingEvaluation.Measure(model, reversed, options)["ndcg@10"] + 0.2));
    }

    [Test]
    public void Bundled_features_grow_the_same_trees_as_features_apart()
    {
        var random = new RandomStream(5, "sparse");
        var rows = new RowMatrix(1000, 30);
        var labels = new float[1000];
        for (int i = 0; i < 1000; i++)
        {
            // One of three blocks of ten has a value: the features of a block exclude each other.
            for (int block = 0; block < 3; block++)
                rows.Row(i)[block * 10 + random.NextInt(10)] = 1 + random.NextInt(5);
            labels[i] = rows.Row(i)[3] + 2 * rows.Row(i)[14] - rows.Row(i)[25] + random.NextFloat();
        }
        var data = new RankingDataset(rows, labels);
        var options = Small with { Objective = TreeObjective.Regression };
        string bundled = Text(new LambdaRankTrainer(options).Fit(data, RunSettings.Default));
        Assert.That(bundled, Is.EqualTo(Text(new LambdaRankTrainer(options with { EnableBundle = false }).Fit(data, RunSettings.Default))));
    }

    [Test]
    public void Monotone_constraints_hold_everywhere()
    {
        var random = new RandomStream(6, "monotone");
        var rows = new RowMatrix(800, 3);
        var labels = new float[800];
        for (int i = 0; i < 800; i++)
        {
            for (int f = 0; f < 3; f++)
                rows.Row(i)[f] = random.NextFloat();
            labels[i] = MathF.Sin(9 * rows.Row(i)[0]) + rows.Row(i)[0] + rows.Row(i)[1] * rows.Row(i)[2];
        }
        var model = new LambdaRankTrainer(Small with { Objective = TreeObjective.Regression, MonotoneConstraints = [1, 0, -1] }).Fit(new RankingDataset(rows, labels), RunSettings.Default);
        var row = new float[3];
        for (int trial = 0; trial < 50; trial++)
        {
            (row[1], row[2]) = (random.NextFloat(), random.NextFloat());
            float last = float.NegativeInfinity;
            for (row[0] = 0; row[0] < 1; row[0] += 0.02f)
            {
                float score = model.Score(row);
                Assert.That(score, Is.GreaterThanOrEqualTo(last));
                last = score;
            }
        }
    }

    [Test]
    public void Weights_count_like_repeated_rows()
    {
        var random = new RandomStream(8, "weights");
        var (rows, labels, weights) = (new RowMatrix(200, 2), new float[200], new float[200]);
        var (twice, twiceLabels) = (new RowMatrix(400, 2), new float[400]);
        for (int i = 0; i < 200; i++)
        {
            (rows.Row(i)[0], rows.Row(i)[1]) = (random.NextFloat(), random.NextFloat());
            (labels[i], weights[i]) = (rows.Row(i)[0] > 0.4f ? 1 : 0, 2);
            for (int c = 0; c < 2; c++)
            {
                rows.Row(i).CopyTo(twice.Row(2 * i + c));
                twiceLabels[2 * i + c] = labels[i];
            }
        }
        // Rows per leaf are counted by rows, so let hessians alone limit the leaves.
        var options = Small with { Objective = TreeObjective.Binary, MinDataInLeaf = 0, MinSumHessianInLeaf = 2, MinDataInBin = 1 };
        var weighted = new LambdaRankTrainer(options).Fit(new RankingDataset(rows, labels) { Weights = weights }, RunSettings.Default);
        var repeated = new LambdaRankTrainer(options).Fit(new RankingDataset(twice, twiceLabels), RunSettings.Default);
        for (int i = 0; i < 200; i++)
            Assert.That(weighted.Score(rows.Row(i)), Is.EqualTo(repeated.Score(rows.Row(i))).Within(1e-4));
    }

    [Test]
    public void Permuting_a_feature_that_matters_hurts_and_one_that_does_not_does_not()
    {
        var (train, test) = (Planted(60, 12, "train"), Planted(60, 12, "test"));
        var model = new LambdaRankTrainer(Small).Fit(train, RunSettings.Default);
        double[] fall = TreeAnalysis.PermutationImportance(model, test, Small, RunSettings.Default);
        Assert.That(fall[0], Is.GreaterThan(0.03));
        Assert.That(fall[3], Is.LessThan(fall[0] / 3));
        Assert.That(TreeAnalysis.InteractionPairs(model), Is.Not.Empty);
    }

    [Test]
    public void Learned_position_biases_recover_the_order_that_clicks_hide()
    {
        // Clicks = relevance x examination of the place; the policy put items at places of its own liking (feature 3).
        var (train, truth) = Clicked(400, 10, "clicks");
        var plain = new LambdaRankTrainer(Small with { Trees = 40 }).Fit(new RankingDataset(train.Features, train.Labels, train.GroupSizes), RunSettings.Default);
        var debiased = new LambdaRankTrainer(Small with { Trees = 40, PositionBiasRegularization = 0.001 }).Fit(train, RunSettings.Default);
        double[] biased = PerQuery(plain, truth), unbiased = PerQuery(debiased, truth);
        double[] gain = [.. unbiased.Zip(biased, (a, b) => a - b)];
        double mean = gain.Average(), error = Math.Sqrt(gain.Sum(g => (g - mean) * (g - mean)) / (gain.Length - 1) / gain.Length);
        Assert.That(mean / error, Is.GreaterThan(3), $"mean gain {mean} ± {error} in NDCG over {gain.Length} queries");
    }

    [Test]
    public void Known_examination_recovers_the_order_that_clicks_hide()
    {
        var (train, truth) = Clicked(400, 10, "clicks");
        double[] examination = [.. Enumerable.Range(0, 10).Select(k => 1 / Math.Pow(k + 1, 1.2))];
        var plain = new LambdaRankTrainer(Small with { Trees = 40 }).Fit(new RankingDataset(train.Features, train.Labels, train.GroupSizes), RunSettings.Default);
        var weighted = new LambdaRankTrainer(Small with { Trees = 40, PositionExamination = examination }).Fit(train, RunSettings.Default);
        double[] gain = [.. PerQuery(weighted, truth).Zip(PerQuery(plain, truth), (a, b) => a - b)];
        double mean = gain.Average(), error = Math.Sqrt(gain.Sum(g => (g - mean) * (g - mean)) / (gain.Length - 1) / gain.Length);
        Assert.That(mean / error, Is.GreaterThan(3), $"mean gain {mean} ± {error} in NDCG over {gain.Length} queries");
    }

    [Test]
    public void Examination_of_one_everywhere_is_no_examination()
    {
        var (train, _) = Clicked(60, 10, "clicks");
        var plain = new LambdaRankTrainer(Small with { Trees = 5 }).Fit(new RankingDataset(train.Features, train.Labels, train.GroupSizes), RunSettings.Default);
        var ones = new LambdaRankTrainer(Small with { Trees = 5, PositionExamination = [1] }).Fit(train, RunSettings.Default);
        Assert.That(Text(ones), Is.EqualTo(Text(plain)));
    }

    private static double[] PerQuery(TreeEnsemble model, RankingDataset data)
    {
        var scores = new double[data.GroupSizes.Length];
        for (int q = 0, start = 0; q < scores.Length; start += data.GroupSizes[q++])
        {
            int n = data.GroupSizes[q];
            var rows = new RowMatrix(n, data.Features.Columns, data.Features.Values[(start * data.Features.Columns)..((start + n) * data.Features.Columns)]);
            scores[q] = RankingEvaluation.Measure(model, new RankingDataset(rows, data.Labels[start..(start + n)], [n]), new LambdaRankOptions())["ndcg@10"];
        }
        return scores;
    }

    private static (RankingDataset Train, RankingDataset Truth) Clicked(int queries, int size, string name)
    {
        var random = new RandomStream(11, name);
        int n = queries * size;
        var rows = new RowMatrix(n, 4);
        var (clicks, relevance, places) = (new float[n], new float[n], new int[n]);
        for (int q = 0; q < queries; q++)
        {
            var order = Enumerable.Range(0, size).Select(i =>
            {
                var row = rows.Row(q * size + i);
                for (int f = 0; f < 4; f++)
                    row[f] = (float)random.NextGaussian();
                relevance[q * size + i] = row[0] + 0.7f * row[1] > 0.5f ? 1 : 0;
                return (Key: row[3] + 0.7 * random.NextGaussian(), Row: q * size + i);
            }).OrderByDescending(p => p.Key).ToArray();
            for (int place = 0; place < size; place++)
            {
                int row = order[place].Row;
                places[row] = place;
                double seen = 1 / Math.Pow(place + 1, 1.2), attractive = relevance[row] > 0 ? 0.95 : 0.15;
                clicks[row] = random.NextDouble() < seen * attractive ? 1 : 0;
            }
        }
        int[] sizes = [.. Enumerable.Repeat(size, queries)];
        return (new RankingDataset(rows, clicks, sizes) { Positions = places }, new RankingDataset(rows, relevance, sizes));
    }

    private static RankingDataset Planted(int queries, int size, string name)
    {
        var random = new RandomStream(4, name);
        var rows = new RowMatrix(queries * size, 4);
        var labels = new float[queries * size];
        for (int q = 0; q < queries; q++)
        {
            double shift = random.NextGaussian();
            for (int i = q * size; i < (q + 1) * size; i++)
            {
                var row = rows.Row(i);
                for (int f = 0; f < 4; f++)
                    row[f] = (float)random.NextGaussian();
                row[2] = (float)shift; // the same for the whole query: useless alone
                labels[i] = Math.Clamp((int)(2 + row[0] + (row[1] > 0 ? 0.8 : -0.8) + 0.2 * random.NextGaussian()), 0, 4);
            }
        }
        return new RankingDataset(rows, labels, [.. Enumerable.Repeat(size, queries)]);
    }

    private static string Text(TreeEnsemble model)
    {
        var text = new StringWriter();
        model.WriteText(text);
        return text.ToString();
    }
}
