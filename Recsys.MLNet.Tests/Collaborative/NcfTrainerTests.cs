using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.Neural;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class NcfTrainerTests : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new NcfTrainer(new NcfOptions { Factors = 2, Hidden = 4, Second = 2, Epochs = 80, Negatives = 2, BatchSize = 16, LearningRate = 0.01f });

    protected override bool FoldsIn => false;

    [Test]
    public void Gradients_are_those_of_finite_differences()
    {
        const int F = 3, Batch = 5;
        var random = new RandomStream(1, "gradients");
        float[] Normals(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)random.NextGaussian() * 0.7f)];
        float[] parameters = Normals(PairNetwork.Size(F, 6, 4)), x = Normals(Batch * 2 * F), y = [1, 0, 1, 1, 0];
        double Loss(float[] theta, float[] input)
        {
            var network = new PairNetwork(F, 6, 4, theta);
            var logits = new float[Batch];
            network.Forward(input, Batch, new PairWorkspace(network, Batch), logits);
            return logits.Zip(y, (s, label) => Math.Log(1 + Math.Exp(s)) - label * s).Sum();
        }
        var fitted = new PairNetwork(F, 6, 4, parameters);
        var work = new PairWorkspace(fitted, Batch);
        float[] d = new float[Batch], gradient = new float[parameters.Length], dx = new float[x.Length];
        fitted.Forward(x, Batch, work, d);
        for (int n = 0; n < Batch; n++)
            d[n] = 1 / (1 + MathF.Exp(-d[n])) - y[n];
        fitted.Backward(x, Batch, work, d, gradient, dx);
        for (int k = 0; k < parameters.Length; k++)
            Assert.That(gradient[k], Is.EqualTo(Slope(parameters, k, theta => Loss(theta, x))).Within(2e-2), $"parameter {k}");
        for (int k = 0; k < x.Length; k++)
            Assert.That(dx[k], Is.EqualTo(Slope(x, k, input => Loss(parameters, input))).Within(2e-2), $"input {k}");
    }

    [Test]
    public void One_pair_scores_as_it_does_among_all_items()
    {
        var log = TestLogs.Groups(40, 24, 5, seed: 4);
        var model = (PairNetworkModel)Trainer().Fit(log, RunSettings.Default);
        float[] all = model.ScoresFor(log, 3);
        for (int i = 0; i < all.Length; i++)
            Assert.That(model.Score(new UserContext(3, [], [], [], [], 0), i), Is.EqualTo(all[i]).Within(1e-4));
    }

    private static double Slope(float[] values, int k, Func<float[], double> loss)
    {
        const float H = 2e-3f;
        float[] up = (float[])values.Clone(), down = (float[])values.Clone();
        up[k] += H;
        down[k] -= H;
        return (loss(up) - loss(down)) / (2 * H);
    }
}
