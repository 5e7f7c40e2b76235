using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Linear;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class EaseTrainerTests : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new EaseTrainer(new EaseOptions { Regularization = 2 });

    [Test]
    public void The_weights_are_the_constrained_minimum()
    {
        // At the minimum the gradient 2·(XᵀX + λI)·B − 2·XᵀX is 0 everywhere but on the diagonal, which the constraint holds at 0.
        var matrix = TestLogs.Groups(60, 90, 12, seed: 8).ToMatrix();
        var model = new EaseTrainer(new EaseOptions { Regularization = 3, WeightExponent = 1 }).Fit(matrix, new RunSettings { Threads = 2 });
        int n = matrix.Columns;
        var x = new double[matrix.Rows, n];
        for (int u = 0; u < matrix.Rows; u++)
            for (int k = 0; k < matrix.CountOf(u); k++)
                x[u, matrix.ColumnsOf(u)[k]] = matrix.WeightsOf(u)[k];
        for (int j = 0; j < n; j += 7)
        {
            Assert.That(model.Weights.Row(j)[j], Is.Zero);
            var miss = new double[matrix.Rows];
            for (int u = 0; u < matrix.Rows; u++)
            {
                miss[u] = -x[u, j];
                for (int i = 0; i < n; i++)
                    miss[u] += x[u, i] * model.Weights.Row(i)[j];
            }
            for (int i = 0; i < n; i++)
            {
                double gradient = 3 * model.Weights.Row(i)[j];
                for (int u = 0; u < matrix.Rows; u++)
                    gradient += x[u, i] * miss[u];
                if (i != j)
                    Assert.That(gradient, Is.Zero.Within(2e-3), $"({i}, {j})");
            }
        }
    }

    [TestCase(1)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(200)]
    [Category("Kernel")]
    public void The_inverse_times_the_matrix_is_the_identity(int n)
    {
        var random = new RandomStream(1, "inverse");
        float[] y = [.. Enumerable.Range(0, 2 * n * n).Select(_ => (float)random.NextGaussian())], a = new float[n * n];
        Gemm.Multiply(n, n, 2 * n, y, n, true, y, n, false, a, n);
        for (int i = 0; i < n; i++)
            a[i * n + i] += n;
        float[] inverse = (float[])a.Clone(), product = new float[n * n];
        Assert.That(PositiveInverse.Invert(inverse, n, n, 2), Is.True);
        Gemm.Multiply(n, n, n, a, n, false, inverse, n, false, product, n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                Assert.That(product[i * n + j], Is.EqualTo(i == j ? 1 : 0).Within(1e-3));
    }

    [Test]
    public void Too_many_items_are_refused_with_the_memory_they_would_take()
        => Assert.That(() => new EaseTrainer(new EaseOptions { MostItems = 10 }).Fit(TestLogs.Checkerboard(12), RunSettings.Default),
            Throws.ArgumentException.With.Message.Contains("12 items").And.Message.Contains("MB").And.Message.Contains("als"));
}
