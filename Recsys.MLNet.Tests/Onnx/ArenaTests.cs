using Recsys.MLNet.Onnx.Managed;
using Memory = Recsys.MLNet.Onnx.Managed.Storage;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Memory that runs of a plan share.</summary>
[TestFixture]
public sealed class ArenaTests
{
    private static object[] Run(Arena arena, params int[] sizes)
    {
        var used = new List<object>();
        foreach (int size in sizes)
        {
            var buffer = arena.Rent(Memory.Floats, size);
            used.Add(buffer);
            arena.Return(buffer);
        }
        arena.EndRun();
        return [.. used];
    }

    [Test]
    public void Sizes_that_take_turns_within_a_run_are_kept_and_the_next_run_makes_nothing()
    {
        var arena = new Arena();
        object[] first = Run(arena, 100_000, 400_000, 100_000, 400_000);
        Assert.That(first[2], Is.SameAs(first[0]));
        Assert.That(first[3], Is.SameAs(first[1]));
        Assert.That(Run(arena, 100_000, 400_000, 100_000, 400_000), Is.EqualTo(first));
    }

    [Test]
    public void What_a_run_of_other_sizes_has_no_use_for_makes_room()
    {
        var arena = new Arena();
        object[] first = Run(arena, 100_000, 400_000);
        Run(arena, 1_000_000);
        object[] third = Run(arena, 100_000, 400_000);
        Assert.That(third, Has.None.SameAs(first[0]).And.None.SameAs(first[1]));
    }

    [Test]
    public void Memory_comes_back_after_its_last_use()
    {
        var arena = new Arena();
        var shared = arena.Rent(Memory.Floats, 5000);
        shared.Uses++;
        arena.Return(shared);
        Assert.That(arena.Rent(Memory.Floats, 5000), Is.Not.SameAs(shared));
        arena.Return(shared);
        Assert.That(arena.Rent(Memory.Floats, 5000), Is.SameAs(shared));
    }
}
