using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;

namespace Recsys.MLNet.Tests.MLNet;

[TestFixture]
public sealed class PopularityComponentTests : RowComponentContract
{
    protected override string[] Added => ["Popularity"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Recommendation().Trainers.Popularity(run: run);
}

[TestFixture]
public sealed class ItemToItemComponentTests : RowComponentContract
{
    protected override string[] Added => ["ItemToItem"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Recommendation().Trainers.ItemToItem(time: "Time", run: run);
}

[TestFixture]
public sealed class ItemScoreTransformerTests
{
    private static readonly MLContext Ml = new();

    private sealed class KeyedRow
    {
        [KeyType(3)]
        public uint UserId { get; set; }

        public int ItemId { get; set; }
    }

    [Test]
    public void Texts_keys_and_whole_numbers_name_the_same_things()
    {
        var texts = new[] { ("0", "5"), ("1", "5"), ("1", "7") }.Select(p => new InteractionRow { UserId = p.Item1, ItemId = p.Item2, Label = 1 }).ToList();
        var model = Ml.Recommendation().Trainers.Popularity().Fit(Ml.Data.LoadFromEnumerable(texts));
        var keyed = Ml.Data.LoadFromEnumerable(new KeyedRow[] { new() { UserId = 0, ItemId = 5 }, new() { UserId = 9, ItemId = 7 }, new() { ItemId = 6 } });
        Assert.That(StockBehaviorTests.Column<float>(model.Transform(keyed), "Popularity"), Is.EqualTo(new[] { 2f, 1f, 0f }));
    }

    [Test]
    public void Keys_made_from_texts_stand_for_their_texts()
    {
        var rows = Ml.Data.LoadFromEnumerable(InteractionRow.Some());
        var plain = Ml.Recommendation().Trainers.Popularity().Fit(rows).Transform(Ml.Data.LoadFromEnumerable(InteractionRow.Some()));
        var keys = Ml.Transforms.Conversion.MapValueToKey("UserId").Append(Ml.Transforms.Conversion.MapValueToKey("ItemId")).Append(Ml.Recommendation().Trainers.Popularity()).Fit(rows);
        Assert.That(StockBehaviorTests.Column<float>(keys.Transform(rows), "Popularity"), Is.EqualTo(StockBehaviorTests.Column<float>(plain, "Popularity")));
    }

    [Test]
    public void While_a_chain_is_fitted_a_score_has_not_seen_its_own_label()
    {
        // Every user likes an item of their own, which nobody else has: its count is 1 with the row and 0 without it.
        var rows = Enumerable.Range(0, 40).Select(i => new InteractionRow { UserId = "u" + i, ItemId = "i" + i, Label = 1 }).ToList();
        var view = Ml.Data.LoadFromEnumerable(rows);
        var seen = new SeenWhileFitting("Popularity");
        var model = Ml.Recommendation().Trainers.Popularity().Append(seen).Fit(view);
        Assert.Multiple(() =>
        {
            Assert.That(seen.Values, Is.All.EqualTo(0));
            Assert.That(StockBehaviorTests.Column<float>(model.Transform(view), "Popularity"), Is.All.EqualTo(1), "served");
        });
    }

    [Test]
    public void With_times_a_score_while_fitting_comes_from_earlier_rows_only()
    {
        // Row t of one item has t earlier ones; windows of ten rows are scored by what lies before them.
        var rows = Enumerable.Range(0, 50).Select(t => new InteractionRow { UserId = "u" + t, ItemId = "i", Label = 1, Time = t }).Reverse().ToList();
        var seen = new SeenWhileFitting("Popularity");
        Ml.Recommendation().Trainers.Popularity(time: "Time").Append(seen).Fit(Ml.Data.LoadFromEnumerable(rows));
        var expected = Enumerable.Range(0, 50).Select(t => t < 10 ? float.NaN : t / 10 * 10f).Reverse();
        Assert.That(seen.Values, Is.EqualTo(expected));
    }

    [Test]
    public void Data_without_an_interaction_is_refused()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[] { new InteractionRow { UserId = "u", ItemId = "i", Label = 0 } });
        Assert.That(() => Ml.Recommendation().Trainers.Popularity().Fit(rows), Throws.TypeOf<InvalidDataException>().With.Message.Contains("found no interaction"));
    }

    /// <summary>A last stage that keeps what it is given to learn from.</summary>
    private sealed class SeenWhileFitting(string column) : IEstimator<ITransformer>
    {
        public List<float> Values { get; private set; } = [];

        public ITransformer Fit(IDataView input)
        {
            Values = StockBehaviorTests.Column<float>(input, column);
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}

internal sealed class InteractionRow
{
    public string UserId { get; set; } = "";

    public string ItemId { get; set; } = "";

    public float Label { get; set; }

    public long Time { get; set; }

    public static List<InteractionRow> Some() => [.. Enumerable.Range(0, 60).Select(i => new InteractionRow
    {
        UserId = i % 11 == 5 ? "" : "u" + i % 7,
        ItemId = "i" + (i * i % 9),
        Label = i % 13 == 3 ? float.NaN : i % 4,
        Time = 1000 + i,
    })];
}
