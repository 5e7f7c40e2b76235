using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

/// <summary>Ids and their numbers.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class IdTableTests
{
    [Test]
    public void Ids_are_numbered_as_they_come_and_found_one_by_one_and_together()
    {
        var table = new IdTable();
        string[] ids = [.. Enumerable.Range(0, 3000).Select(i => $"id {i * 7919 % 3000}")];
        Assert.That(ids.Select(table.Add), Is.EqualTo(Enumerable.Range(0, 3000)));
        Assert.That(ids.Select(table.Add), Is.EqualTo(Enumerable.Range(0, 3000)), "an id keeps its number");
        Assert.That(table.Count, Is.EqualTo(3000));
        Assert.That(Enumerable.Range(0, 3000).Select(n => table[n]), Is.EqualTo(ids));
        Assert.That(ids.Select(table.Find), Is.EqualTo(Enumerable.Range(0, 3000)));
        Assert.That((table.Find("id"), table.Find(""), table.Find((string?)null)), Is.EqualTo((-1, -1, -1)));
        int[] numbers = new int[ids.Length + 1];
        table.Find([.. ids.Reverse(), "unknown"], numbers);
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 3000).Reverse().Append(-1)));
    }

    [Test]
    public void An_id_that_was_added_is_found_while_others_are_added()
    {
        const int Ids = 50_000;
        var table = new IdTable();
        int added = 0, wrong = 0;
        var reader = Task.Run(() =>
        {
            Span<int> numbers = stackalloc int[2];
            for (int seen = 0; seen < Ids; seen = Volatile.Read(ref added))
            {
                if (seen == 0)
                    continue;
                table.Find([$"{seen - 1}", $"{seen / 2}"], numbers);
                if (numbers[0] != seen - 1 || numbers[1] != seen / 2 || table.Find($"{seen - 1}") != seen - 1 || table.Find("x") != -1)
                    Interlocked.Increment(ref wrong);
            }
        });
        for (int i = 0; i < Ids; i++)
        {
            table.Add($"{i}");
            Volatile.Write(ref added, i + 1);
        }
        reader.Wait();
        Assert.That(wrong, Is.Zero);
    }
}
