using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class BprTrainerTests : CollaborativeTrainerContract
{
    protected override IItemScorerTrainer Trainer() => new BprTrainer(new BprOptions { Factors = 2, Epochs = 150, LearningRate = 0.1f });

    [Test]
    public void Every_negative_is_an_item_of_the_group_that_the_user_does_not_have()
    {
        var matrix = TestLogs.Groups(90, 64, 9, seed: 6).ToMatrix();
        var run = new RunSettings { Threads = 2 };
        var blocks = new PairwiseBlocks(matrix);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            blocks.Regroup(run.Random("test", epoch), run);
            var met = new HashSet<(int, int)>();
            for (int g = 0; g < blocks.Groups; g++)
            {
                for (int h = 0; h < blocks.Groups; h++)
                {
                    var (from, to) = blocks.Block(g, h);
                    int[] group = blocks.ItemsOf(h).ToArray();
                    for (int n = from; n < to; n++)
                        Assert.That(group.Contains(blocks.Items[n]) && met.Add((blocks.Users[n], blocks.Items[n])), Is.True);
                }
            }
            Assert.That(met, Has.Count.EqualTo(matrix.Count));
        }
    }

    [Test]
    public void A_user_who_has_everything_is_no_endless_search()
    {
        var log = TestLogs.Of(3, 4, Enumerable.Range(0, 4).Select(i => (0, i, 1f)).Append((1, 0, 1f)));
        Assert.That(Trainer().Fit(log, RunSettings.Default).ScoresFor(log, 0), Has.All.Matches<float>(float.IsFinite));
    }
}
