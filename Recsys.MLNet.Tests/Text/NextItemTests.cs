using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Learning vectors and weights of terms from what users turned to next.</summary>
[TestFixture]
public sealed class NextItemTests
{
    [Test]
    public void Every_event_but_the_first_is_an_example_unless_its_item_was_met_before()
    {
        var examples = new NextItemExamples(6, [[0, 1, 0, 2], [3], [4, 2]], history: 2, decay: 0.5f);
        var read = Enumerable.Range(0, examples.Count).Select(e => (string.Join(",", examples.HistoryOf(e).ToArray()), examples.NextOf(e)));
        Assert.That(read, Is.EqualTo(new[] { ("0", 1), ("1,0", 2), ("4", 2) }));
        Assert.That(examples.Met, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }), "item 5 has no event");
        Assert.That(examples.Frequency, Is.EqualTo(new[] { 0, 1 / 3f, 2 / 3f, 0, 0, 0 }));
    }

    [Test]
    public void A_step_holds_each_item_once_and_never_one_that_nobody_met()
    {
        var examples = new NextItemExamples(9, [[0, 1], [2, 3, 1], [4, 5]], 10, 0.5f);
        int[][] near = [.. Enumerable.Range(0, 9).Select(_ => new[] { 7, 8, 5 })];
        var step = new NextItemStep(examples, [0, 2, 3], negatives: 40, hard: 20, near, new RandomStream(1, "step"));
        Assert.That(step.Items, Is.Unique);
        Assert.That(step.Items.Max(), Is.LessThan(6), "6, 7 and 8 have no event");
        Assert.That(step.Next.Select(c => step.Items[c]), Is.EqualTo(new[] { 1, 1, 5 }));
        Assert.That(step.HistoryOf(1).ToArray().Select(p => step.Items[p]), Is.EqualTo(new[] { 2, 3 }));
        // 3 rows draw item 1 with share 2/4 and item 5 with 1/4; 20 random draws fall on 6 items alike.
        Assert.That(step.LogExpected[step.Next[0]], Is.EqualTo(MathF.Log(3 * 0.5f + 20 / 6f)).Within(1e-6));
        Assert.That(step.LogExpected[step.Next[2]], Is.EqualTo(MathF.Log(3 * 0.25f + 20 / 6f)).Within(1e-6));
    }

    [Test]
    public void The_loss_is_that_of_its_definition()
    {
        var examples = new NextItemExamples(5, [[0, 1, 2], [3, 4, 1]], 10, 0.5f);
        var step = new NextItemStep(examples, [0, 1, 2, 3], 3, 0, null, new RandomStream(4, "step"));
        var terms = Rows(4, [[0, 1], [1, 2], [0, 3], [2], [1, 3]]);
        var prior = new TermScores(terms);
        prior.Look(step);
        var random = new RandomStream(9, "vectors");
        float[] z = [.. Enumerable.Range(0, 3 * step.Items.Length).Select(_ => (float)random.NextGaussian())];
        double expected = 0;
        for (int i = 0; i < step.Rows; i++)
        {
            var history = step.HistoryOf(i).ToArray();
            double Score(int column)
            {
                double score = -step.LogExpected[column];
                for (int a = 0; a < history.Length; a++)
                {
                    double weight = Math.Pow(0.5, history.Length - 1 - a);
                    for (int k = 0; k < 3; k++)
                        score += weight * z[3 * history[a] + k] * z[3 * column + k] / 0.7;
                    foreach (int t in terms.ColumnsOf(step.Items[history[a]]))
                        score += terms.ColumnsOf(step.Items[column]).Contains(t) ? weight * 0.25 : 0;
                }
                return score;
            }
            var open = Enumerable.Range(0, step.Columns).Where(c => !history.Contains(c));
            expected += (Math.Log(open.Sum(c => Math.Exp(Score(c)))) - Score(step.Next[i])) / step.Rows;
        }
        double loss = NextItemObjective.Loss(step, 3, z, new float[z.Length], 0.7f, prior, RunSettings.Default);
        Assert.That(loss, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Gradients_of_the_weights_of_terms_are_those_of_finite_differences()
    {
        var examples = new NextItemExamples(5, [[0, 1, 2], [3, 4, 1]], 10, 0.5f);
        var step = new NextItemStep(examples, [0, 1, 2, 3], 3, 0, null, new RandomStream(4, "step"));
        var scores = new TermScores(Rows(4, [[0, 1], [1, 2], [0, 3], [2], [1, 3]]));
        float[] theta = [0.3f, -0.2f, 0.5f, 0.1f];
        double Loss(int changed, float by)
        {
            for (int t = 0; t < 4; t++)
                scores.Weights[t] = 4 * MathF.Exp(theta[t] + (t == changed ? by : 0));
            return TermWeightTraining.Loss(step, scores, RunSettings.Default).Loss;
        }
        Loss(-1, 0);
        float[] gradient = TermWeightTraining.Loss(step, scores, RunSettings.Default).Gradient;
        for (int t = 0; t < 4; t++)
            Assert.That(gradient[t], Is.EqualTo((Loss(t, 1e-2f) - Loss(t, -1e-2f)) / 2e-2).Within(1e-3), $"term {t}");
        Assert.That(gradient, Has.Some.Not.EqualTo(0f).Within(0.01f));
    }

    [Test]
    public void A_term_that_users_follow_weighs_more_than_one_they_do_not_look_at_and_so_for_new_items()
    {
        // Term 0 or 1 is the brand that a user stays with, 2 to 5 a size that says nothing. Items 16 and 17 have no event.
        var rows = new int[18][];
        for (int i = 0; i < 16; i++)
            rows[i] = [i % 2, 2 + i / 2 % 4];
        (rows[16], rows[17]) = ([0, 3], [1, 2]);
        var random = new RandomStream(3, "brands");
        var sequences = Enumerable.Range(0, 200).Select(u => Enumerable.Range(0, 5).Select(_ => 2 * random.NextInt(8) + u % 2).ToArray());
        var examples = new NextItemExamples(18, sequences, 10, 0.6f);
        var learned = TermWeightTraining.Fit(Rows(6, rows), examples, new TextEncoderOptions { BatchSize = 16, Negatives = 16 }.Learning, RunSettings.Default);
        var model = new TfIdfModel(learned, 10, 0.6f);
        Assert.That(model.Similarity(0, 16), Is.GreaterThan(2 * model.Similarity(0, 17)), "item 0 shares its brand with 16 and its size with 17");
    }

    private static SparseRows Rows(int terms, int[][] rows) => SparseRows.Join(terms, [.. rows.Select(r => (r, Enumerable.Repeat(0.5f, r.Length).ToArray()))]);
}
