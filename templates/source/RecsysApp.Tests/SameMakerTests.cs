using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace RecsysApp.Tests;

public sealed class SameMakerTests
{
    private static readonly Event[] Events =
    [
        Item("i1", "Aster", 1), Item("i2", "Aster", 2), Item("i3", "Birch", 3),
        new() { Kind = EventKind.Interaction, User = "u1", Item = "i1", Type = "click", Timestamp = 4 },
    ];

    private readonly ComponentTrial _trial = new(Events);
    private readonly SameMaker _source = new("same-maker", new SameMakerOptions());

    [Test]
    public void Items_of_the_maker_are_named_and_no_others() =>
        Assert.That(_trial.Recall(_source, "u1", at: 5).Select(found => found.Item), Is.EquivalentTo(new[] { "i1", "i2" }));

    [Test]
    public void Somebody_without_a_history_gets_nothing() => Assert.That(_trial.Recall(_source, "nobody", at: 5), Is.Empty);

    [Test]
    public void Items_that_are_given_are_scored() => Assert.That(_trial.Score(_source, "u1", 5, ["i3", "i2"]), Is.EqualTo(new[] { float.NaN, 1f }));

    [Test]
    public void The_reason_names_the_maker() => Assert.That(_trial.Explain(_source, "u1", "i2", at: 5)?.Text, Is.EqualTo("more by Aster"));

    private static Event Item(string id, string maker, long time) => new() { Kind = EventKind.Item, Item = id, Timestamp = time, Fields = [new("brand", FieldValue.Of(maker))] };
}
