using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class SgdTrainerTests : RatingTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new SgdTrainer(new SgdOptions { Factors = 2, Epochs = 60, LearningRate = 0.05f, Regularization = 0.01f });

    [Test]
    [Category("Kernel")]
    public void A_step_is_the_gradient_by_finite_differences()
    {
        const float Rate = 1e-3f, Lambda = 0.1f, BiasLambda = 0.05f, Rating = 4, Mean = 3, H = 1e-3f;
        var random = new RandomStream(1, "step");
        float[] start = [.. Enumerable.Range(0, 18).Select(_ => (float)random.NextGaussian() * 0.5f)]; // p, q, b_u, b_i
        double Loss(int k, float by)
        {
            float[] x = (float[])start.Clone();
            x[k] += by;
            double error = Rating - Mean - x[16] - x[17], pull = 0;
            for (int f = 0; f < 8; f++)
            {
                error -= x[f] * (double)x[8 + f];
                pull += Lambda * (x[f] * (double)x[f] + x[8 + f] * (double)x[8 + f]);
            }
            return error * error / 2 + pull / 2 + BiasLambda / 2 * (x[16] * x[16] + x[17] * x[17]);
        }
        var blocks = RatingBlocks.Arrange(InteractionMatrix.FromTriples(1, 1, [0], [0], [Rating]), 32, RunSettings.Default);
        var user = new RatingSide(new RowMatrix(1, 8, start[..8]), [start[16]], [Lambda]);
        var item = new RatingSide(new RowMatrix(1, 8, start[8..16]), [start[17]], [Lambda]);
        SgdKernel.Pass(blocks, 0, 1, user, item, new SgdKernel.Step(Mean, Rate, Rate, BiasLambda));
        float[] moved = [.. user.Rows.Values, .. item.Rows.Values, user.Bias[0], item.Bias[0]];
        for (int k = 0; k < 18; k++)
            Assert.That((moved[k] - start[k]) / -Rate, Is.EqualTo((Loss(k, H) - Loss(k, -H)) / (2 * H)).Within(5e-3));
    }

    [Test]
    public void Blocks_hold_every_rating_once_and_those_of_a_diagonal_share_no_row()
    {
        var matrix = TestLogs.Ratings(70, 50, 20, seed: 2).ToMatrix();
        var blocks = RatingBlocks.Arrange(matrix, 128, RunSettings.Default);
        double sum = blocks.Values.Sum(v => (double)v);
        Assert.That(sum, Is.EqualTo(Enumerable.Range(0, 70).Sum(u => matrix.WeightsOf(u).ToArray().Sum(v => (double)v))).Within(1e-6));
        for (int shift = 0; shift < blocks.Groups; shift++)
        {
            var (users, items) = (new HashSet<int>(), new HashSet<int>());
            for (int g = 0; g < blocks.Groups; g++)
            {
                var (from, to) = blocks.Block(g, (g + shift) % blocks.Groups);
                var mine = blocks.Users[from..to].ToHashSet();
                Assert.That(mine.Overlaps(users) || blocks.Items[from..to].ToHashSet().Overlaps(items), Is.False);
                users.UnionWith(mine);
                items.UnionWith(blocks.Items[from..to]);
            }
        }
    }

    [Test]
    public void A_divergent_fit_says_what_to_lower()
        => Assert.That(() => new SgdTrainer(new SgdOptions { LearningRate = 4, Regularization = 0.1f }).Fit(TestLogs.Ratings(70, 50, 20, seed: 2), RunSettings.Default),
            Throws.InvalidOperationException.With.Message.Contains("LearningRate"));

    [Test]
    public void Continuing_from_a_model_begins_where_it_ended()
    {
        var matrix = TestLogs.Ratings(70, 50, 20, seed: 2).ToMatrix();
        var first = ((SgdTrainer)Trainer()).Fit(matrix, RunSettings.Default);
        var again = new SgdTrainer(new SgdOptions { Factors = 2, Epochs = 1, LearningRate = 1e-5f }).Fit(matrix, RunSettings.Default, start: first);
        Assert.That(again.Factors.Items.Values, Is.EqualTo(first.Factors.Items.Values).Within(1e-2));
    }
}
