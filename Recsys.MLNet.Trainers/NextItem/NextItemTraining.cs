using System.Globalization;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>The loop that teaches a learner of vectors by what users turned to next: passes, steps, hard negatives, step size.</summary>
/// <param name="settings">How.</param>
/// <param name="examples">What users did.</param>
/// <param name="name">Name of the run, for progress and draws.</param>
/// <param name="terms">Weighted terms of the items, whose scores learning takes as given; null without.</param>
internal sealed class NextItemTraining(NextItemSettings settings, NextItemExamples examples, string name, TermScores? terms = null)
{
    private const int NearestForHardNegatives = 30;

    public void Run(IItemLearner learner, RunSettings run)
    {
        if (examples.Count == 0)
            return;
        int hard = (int)(settings.HardNegatives * settings.Negatives);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            int[] order = examples.Pass(Math.Max(1, settings.MaxExamples / settings.Epochs), run.Random($"{name}.pass", epoch));
            int[][]? near = hard > 0 ? NearestRows.Of(learner.EncodeAll(run), examples.Items, learner.Dimensions, NearestForHardNegatives, run) : null;
            int steps = (order.Length + settings.BatchSize - 1) / settings.BatchSize;
            double loss = 0;
            for (int s = 0; s < steps; s++)
            {
                var random = run.Random($"{name}.step", (long)epoch << 32 | (uint)s);
                // Steps of one size or one less, whatever the number of examples.
                var rows = order.AsSpan((int)((long)order.Length * s / steps)..(int)((long)order.Length * (s + 1) / steps));
                var step = new NextItemStep(examples, rows, settings.Negatives, hard, near, random);
                double done = (epoch + (double)s / steps) / settings.Epochs;
                var vectors = learner.Forward(step.Items, random, run);
                var gradients = new float[vectors.Length];
                terms?.Look(step);
                loss += NextItemObjective.Loss(step, learner.Dimensions, vectors, gradients, settings.Temperature, terms, run);
                learner.Learn(gradients, settings.LearningRate * (float)(1 - 0.9 * done), run);
                if (s % 20 == 0)
                    run.Report(name, done, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}, loss {loss / (s + 1):F3}"));
            }
        }
        run.Report(name, 1);
    }
}
