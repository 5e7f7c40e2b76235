using System.Globalization;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>The loop that teaches a learner of vectors by pairs of items that users met near each other: epochs, steps, hard negatives, step size.</summary>
internal sealed class PairTraining(PairLearningSettings settings, ItemPairs pairs, string name)
{
    private const int NearestForHardNegatives = 30;

    public void Run(IPairLearner learner, RunSettings run)
    {
        if (pairs.Count == 0)
            return;
        int items = pairs.Frequency.Length;
        int batchSize = Math.Min(settings.BatchSize, Math.Max(8, pairs.Count / 4));
        var logFrequency = new float[items];
        for (int i = 0; i < items; i++)
            logFrequency[i] = settings.CorrectForPopularity ? MathF.Log(Math.Max(pairs.Frequency[i], 1e-9f)) : 0;
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            var order = pairs.Epoch(run.Random($"{name}.pairs", epoch));
            int[][]? near = settings.HardNegatives > 0 ? NearestRows.Of(learner.EncodeAll(run), items, learner.Dimensions, NearestForHardNegatives, run) : null;
            double loss = 0;
            int batches = Math.Max(1, order.Length / batchSize);
            for (int b = 0; b < batches; b++)
            {
                var random = run.Random($"{name}.batch", (long)epoch << 32 | (uint)b);
                var batch = order.AsSpan(b * batchSize, Math.Min(batchSize, order.Length - b * batchSize));
                double done = (epoch + (double)b / batches) / settings.Epochs;
                loss += Step(learner, batch, near, logFrequency, random, settings.LearningRate * (float)(1 - 0.9 * done), run);
                if (b % 20 == 0)
                    run.Report(name, done, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}, loss {loss / (b + 1):F3}"));
            }
        }
        run.Report(name, 1);
    }

    private double Step(IPairLearner learner, ReadOnlySpan<(int First, int Second)> batch, int[][]? near, float[] logFrequency, RandomStream random, float rate, RunSettings run)
    {
        var rows = new int[batch.Length];
        var columns = new List<int>(2 * batch.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = batch[i].First;
            columns.Add(batch[i].Second);
        }
        AddHardNegatives(columns, rows, near, random);
        int[] all = [.. rows, .. columns];
        var vectors = learner.Forward(all, random, run);
        var gradients = new float[all.Length * learner.Dimensions];
        double loss = PairObjective.Loss(rows, all[rows.Length..], learner.Dimensions, vectors, gradients, pairs, logFrequency, settings.Temperature, run);
        learner.Learn(gradients, rate, run);
        return loss;
    }

    private void AddHardNegatives(List<int> columns, int[] rows, int[][]? near, RandomStream random)
    {
        if (near is null)
            return;
        int wanted = (int)(settings.HardNegatives * rows.Length);
        for (int tries = 0; wanted > 0 && tries < 4 * rows.Length; tries++)
        {
            int item = rows[random.NextInt(rows.Length)];
            if (near[item].Length == 0)
                continue;
            int candidate = near[item][random.NextInt(near[item].Length)];
            // What nobody met yet is no negative: with no pair of its own it would only ever be pushed away.
            if (pairs.Frequency[candidate] == 0 || pairs.Together(item, candidate))
                continue;
            columns.Add(candidate);
            wanted--;
        }
    }
}
