using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class WorkCrewTests
{
    [TestCase(0, 4), TestCase(1, 4), TestCase(63, 3), TestCase(1000, 1), TestCase(100_003, 2)]
    public void Every_index_is_run_exactly_once(int count, int threads)
    {
        using var crew = new WorkCrew(threads, default);
        var runs = new int[count];
        crew.For(count, (i, _) => Interlocked.Increment(ref runs[i]));
        Assert.That(runs, Is.All.EqualTo(1));
    }

    [Test]
    public void Ten_thousand_short_loops_see_what_the_loop_before_wrote()
    {
        using var crew = new WorkCrew(4, default);
        var values = new int[37];
        for (int turn = 0; turn < 10_000; turn++)
        {
            if (turn % 2500 == 0)
                Thread.Sleep(2); // long enough for the helpers to fall asleep
            crew.For(values.Length, (i, _) => values[i]++);
        }
        Assert.That(values, Is.All.EqualTo(10_000));
    }

    [Test]
    public void No_two_threads_have_the_same_number_at_once()
    {
        using var crew = new WorkCrew(4, default);
        var inside = new int[4];
        int most = 0;
        crew.For(5000, (_, member) =>
        {
            if (Interlocked.Increment(ref inside[member]) > 1)
                most = 2;
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside[member]);
        });
        Assert.That(most, Is.Zero);
    }

    [Test]
    public void Threads_that_are_done_help_with_the_stretch_of_one_that_is_held_up()
    {
        using var crew = new WorkCrew(3, default);
        int others = 0;
        bool allDone = false;
        crew.For(90, (i, _) =>
        {
            if (i == 0)
                allDone = SpinWait.SpinUntil(() => Volatile.Read(ref others) == 89, TimeSpan.FromSeconds(30));
            else
                Interlocked.Increment(ref others);
        });
        Assert.That(allDone, "indices 1 to 29 begin in the stretch of the thread that index 0 holds up");
    }

    [Test]
    public void A_thread_makes_its_scratch_once_and_has_it_to_itself()
    {
        using var crew = new WorkCrew(4, default);
        var made = new System.Collections.Concurrent.ConcurrentBag<int[]>();
        crew.For(10_000, () => { var counter = new int[1]; made.Add(counter); return counter; }, (_, counter) => counter[0]++);
        Assert.That(made, Has.Count.LessThanOrEqualTo(4));
        Assert.That(made.Sum(c => c[0]), Is.EqualTo(10_000));
    }

    [TestCase(0, 10, 2), TestCase(1, 10, 2), TestCase(20, 10, 2), TestCase(21, 10, 4), TestCase(1_000_357, 512, 1954), TestCase(int.MaxValue, 1, int.MaxValue)]
    public void Parts_are_as_many_for_each_thread_and_as_small_as_wanted(int count, int largest, int parts)
    {
        using var crew = new WorkCrew(count == int.MaxValue ? 1 : 2, default);
        var divided = crew.Divide(count, largest);
        Assert.That(divided.Parts, Is.EqualTo(parts));
        Assert.That(divided.From(0), Is.Zero);
        Assert.That(divided.From(parts), Is.EqualTo(count));
        Assert.That(Enumerable.Range(0, Math.Min(parts, 2000)).Select(p => divided.From(p + 1) - divided.From(p)), Is.All.InRange(count / parts, largest));
    }

    [Test]
    public void The_first_failure_reaches_the_caller_and_the_crew_works_on()
    {
        using var crew = new WorkCrew(3, default);
        Assert.That(() => crew.For(1000, (i, _) =>
        {
            if (i == 500)
                throw new InvalidOperationException("planted");
        }), Throws.InvalidOperationException.With.Message.EqualTo("planted"));
        int after = 0;
        crew.For(100, (_, _) => Interlocked.Increment(ref after));
        Assert.That(after, Is.EqualTo(100));
    }

    [Test]
    public void A_cancelled_crew_begins_no_loop()
    {
        using var source = new CancellationTokenSource();
        using var crew = new WorkCrew(2, source.Token);
        source.Cancel();
        Assert.That(() => crew.For(10, (_, _) => Assert.Fail("ran")), Throws.InstanceOf<OperationCanceledException>());
    }
}
