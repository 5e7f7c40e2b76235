using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace RecsysApp.Tests;

public sealed class AtMostInARowTests
{
    private static readonly Event[] Events = [Item("a1", "Aster"), Item("a2", "Aster"), Item("a3", "Aster"), Item("b1", "Birch"), Item("n1", null), Item("n2", null)];

    private readonly ComponentTrial _trial = new(Events);
    private readonly AtMostInARow _reranker = new(new AtMostInARowOptions { Count = 2 });

    [Test]
    public void The_third_in_a_row_waits_for_another() =>
        Assert.That(_trial.Reorder(_reranker, "u1", 1, ["a1", "a2", "a3", "b1"]), Is.EqualTo(new[] { "a1", "a2", "b1", "a3" }));

    [Test]
    public void Where_there_is_no_other_nothing_is_lost() =>
        Assert.That(_trial.Reorder(_reranker, "u1", 1, ["a1", "a2", "a3"]), Is.EqualTo(new[] { "a1", "a2", "a3" }));

    [Test]
    public void Items_without_the_field_are_neighbours_of_nobody() =>
        Assert.That(_trial.Reorder(new AtMostInARow(new() { Count = 1 }), "u1", 1, ["n1", "n2", "a1"]), Is.EqualTo(new[] { "n1", "n2", "a1" }));

    private static Event Item(string id, string? maker) => new() { Kind = EventKind.Item, Item = id, Timestamp = 1, Fields = maker is null ? [] : [new("brand", FieldValue.Of(maker))] };
}
