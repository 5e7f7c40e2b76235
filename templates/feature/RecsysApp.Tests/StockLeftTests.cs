using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace RecsysApp.Tests;

public sealed class StockLeftTests
{
    private static readonly Event[] Events =
    [
        new() { Kind = EventKind.Item, Item = "i1", Timestamp = 1, Fields = [new("stock", FieldValue.Of(3))] },
        new() { Kind = EventKind.Item, Item = "i2", Timestamp = 2 },
        new() { Kind = EventKind.Interaction, User = "u1", Item = "i1", Type = "click", Timestamp = 3 },
        new() { Kind = EventKind.Interaction, User = "u1", Item = "i1", Type = "purchase", Timestamp = 4 },
    ];

    private readonly ComponentTrial _trial = new(Events, new StockLeft("stock_left", new StockLeftOptions()));

    [Test]
    public void A_purchase_takes_a_piece_away() => Assert.That(_trial.Value("stock_left", "u1", "i1", at: 5), Is.EqualTo(new[] { 2f }));

    [Test]
    public void What_nobody_told_is_not_known() => Assert.That(_trial.Value("stock_left", "u1", "i2", at: 5), Is.EqualTo(new[] { float.NaN }));
}
