using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class DiagonalPassTests
{
    [TestCase(1, 1), TestCase(1, 4), TestCase(2, 8), TestCase(7, 2), TestCase(16, 3), TestCase(33, 8)]
    public void Every_group_meets_the_others_in_the_order_of_the_steps_and_is_never_in_two_places(int groups, int threads)
    {
        int[] shifts = RunSettings.Default.Random("steps").Permutation(groups);
        var (metByUsers, metByItems) = (Lists(groups), Lists(groups));
        int[] usersBusy = new int[groups], itemsBusy = new int[groups];
        int clashes = 0;
        DiagonalPass.Run(shifts, new RunSettings { Threads = threads }, (users, items) =>
        {
            if (Interlocked.Increment(ref usersBusy[users]) > 1 || Interlocked.Increment(ref itemsBusy[items]) > 1)
                Interlocked.Increment(ref clashes);
            metByUsers[users].Add(items);
            metByItems[items].Add(users);
            Thread.SpinWait(50 * (users + 1)); // groups of very different sizes overtake one another
            Interlocked.Decrement(ref usersBusy[users]);
            Interlocked.Decrement(ref itemsBusy[items]);
        });
        Assert.Multiple(() =>
        {
            Assert.That(clashes, Is.Zero);
            for (int g = 0; g < groups; g++)
            {
                Assert.That(metByUsers[g], Is.EqualTo(shifts.Select(s => (g + s) % groups)), $"users {g}");
                Assert.That(metByItems[g], Is.EqualTo(shifts.Select(s => (g - s + groups) % groups)), $"items {g}");
            }
        });
    }

    [Test]
    public void A_failure_reaches_the_caller_and_leaves_nobody_waiting()
    {
        int ran = 0;
        Assert.That(() => DiagonalPass.Run([.. Enumerable.Range(0, 12)], new RunSettings { Threads = 4 }, (users, _) =>
        {
            Interlocked.Increment(ref ran);
            if (users == 5)
                throw new InvalidOperationException("planted");
        }), Throws.InvalidOperationException.With.Message.EqualTo("planted"));
        Assert.That(ran, Is.LessThan(144));
    }

    private static List<int>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
}
