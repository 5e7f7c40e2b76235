using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Models;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Components;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture]
public sealed class BehaviorComponentTests : RowComponentContract
{
    private sealed class Row
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public string Type { get; set; } = "";

        public long Time { get; set; }

        public string[] Before { get; set; } = [];

        public string[] BeforeTypes { get; set; } = [];

        public long[] BeforeTimes { get; set; } = [];
    }

    private const long Hour = 3_600_000;
    private static readonly BehaviorAttentionOptions Small = new() { Width = 8, FeedForward = 16, Epochs = 3, Negatives = 8, HoldOut = 0, BatchUsers = 8, LearningRate = 0.01f, WarmUp = 1 };

    protected override string[] Added => ["BehaviorScore"];
    protected override string Needed => "User";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Learned(run, Small);

    /// <summary>After a click on an item comes the next one of a ring, after a purchase the one across it; an hour lies between behaviours, a day before every third.</summary>
    private static List<Row> Some(int users = 12, int length = 6)
    {
        var rows = new List<Row>();
        for (int u = 0; u < users; u++)
        {
            var past = new List<(string Item, string Type, long Time)>();
            int at = u % 8;
            for (int i = 0; i < length; i++)
            {
                bool bought = (u + i) % 3 == 0;
                long time = (past.Count == 0 ? u * Hour : past[^1].Time) + (i % 3 == 0 ? 24 : 1) * Hour;
                rows.Add(new Row
                {
                    User = u % 11 == 5 ? "" : $"u{u}",
                    Item = $"i{at}",
                    Type = bought ? "purchase" : "click",
                    Time = time,
                    Before = [.. past.Select(p => p.Item)],
                    BeforeTypes = [.. past.Select(p => p.Type)],
                    BeforeTimes = [.. past.Select(p => p.Time)],
                });
                past.Add(($"i{at}", bought ? "purchase" : "click", time));
                at = (at + (bought ? 4 : 1)) % 8;
            }
        }
        return rows;
    }

    private static ItemScoreEstimator Learned(RunSettings run, BehaviorAttentionOptions options) => Ml.Recommendation().Trainers.AttendBehavior(
        "User", "Item", time: "Time", type: "Type", history: "Before", historyTypes: "BeforeTypes", historyTimes: "BeforeTimes", options: options, run: run);

    [Test]
    public void What_a_row_tells_of_a_history_is_what_the_model_is_asked()
    {
        var component = Learned(RunSettings.Default, Small).Fit(Rows());
        string[] items = [.. component.Items];
        var row = new Row { User = "u1", Item = "i2", Before = ["i3", "unheard of", "i5"], BeforeTypes = ["purchase", "click", "return"], BeforeTimes = [5 * Hour, 6 * Hour, 30 * Hour] };
        // Rows of the first user are clicks only after a purchase: purchase is type 0, click type 1, an unknown type counts as the first.
        var asked = new UserContext(0, [Array.IndexOf(items, "i3"), Array.IndexOf(items, "i5")], [0, 0], [1, 1], [5 * Hour, 30 * Hour], 30 * Hour);
        var expected = new float[items.Length];
        component.Model.Score(asked, expected);
        Assert.That(Score(component, row), Is.EqualTo(expected[Array.IndexOf(items, "i2")]));
    }

    [Test]
    public void Types_and_times_of_a_history_change_the_score()
    {
        var component = Learned(RunSettings.Default, Small).Fit(Rows());
        Row Of(string type, long gap) => new() { User = "u1", Item = "i2", Before = ["i3", "i5"], BeforeTypes = ["click", type], BeforeTimes = [0, gap] };
        float click = Score(component, Of("click", Hour));
        Assert.That(Score(component, Of("purchase", Hour)), Is.Not.EqualTo(click));
        Assert.That(Score(component, Of("click", 90 * 24 * Hour)), Is.Not.EqualTo(click));
    }

    [Test]
    public void What_a_purchase_leads_to_is_learned_beside_what_a_click_leads_to()
    {
        var component = Learned(RunSettings.Default, Small with { Width = 16, Epochs = 60, Dropout = 0.1f }).Fit(Ml.Data.LoadFromEnumerable(Some(users: 48, length: 12)));
        float Of(string type, string item) => Score(component, new() { User = "nobody", Item = item, Before = ["i1"], BeforeTypes = [type], BeforeTimes = [0] });
        Assert.Multiple(() =>
        {
            Assert.That(Of("click", "i2"), Is.GreaterThan(Of("click", "i5")), "the next of the ring");
            Assert.That(Of("purchase", "i5"), Is.GreaterThan(Of("purchase", "i2")), "the one across");
        });
    }

    [Test]
    public void Histories_whose_types_or_times_are_not_as_many_are_refused()
    {
        var component = Learned(RunSettings.Default, Small with { Epochs = 1 }).Fit(Rows());
        Assert.That(() => Score(component, new() { User = "u1", Item = "i2", Before = ["i3", "i5"], BeforeTypes = ["click"], BeforeTimes = [0, 1] }),
            Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("'BeforeTypes' holds 1 values in a row where 'Before' has 2 items"));
        Assert.That(() => Score(component, new() { User = "u1", Item = "i2", Before = ["i3"], BeforeTypes = ["click"] }),
            Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("'BeforeTimes' holds 0 values"));
    }

    [Test]
    public void Columns_that_tell_of_a_history_need_one()
    {
        var trainers = Ml.Recommendation().Trainers;
        Assert.That(() => trainers.AttendBehavior("User", "Item", type: "Type", historyTypes: "BeforeTypes").Fit(Rows()), Throws.ArgumentException.With.Message.Contains("no column is named as History"));
        Assert.That(() => trainers.AttendBehavior("User", "Item", history: "Before", historyTypes: "BeforeTypes").Fit(Rows()), Throws.ArgumentException.With.Message.Contains("no column is named as Type"));
    }

    [Test]
    public void Rows_without_a_type_are_no_interactions()
    {
        List<Row> rows = Some();
        foreach (var row in rows.Where(r => r.Item == "i3"))
            row.Type = "";
        var popular = Ml.Data.LoadFromEnumerable(rows);
        var log = InteractionRows.Read(popular, "test", new("User", "Item", null) { Type = "Type" }, zeroCounts: false, RunSettings.Default);
        Assert.That(log.ItemOf, Has.None.EqualTo(log.Items.Find("i3")));
        Assert.That(log.Types.Ids, Is.EquivalentTo(new[] { "click", "purchase" }));
        Assert.That(log.Count, Is.EqualTo(rows.Count(r => r.Type.Length > 0 && r.User.Length > 0)));
    }

    private static float Score(ITransformer component, Row row) => StockBehaviorTests.Column<float>(component.Transform(Ml.Data.LoadFromEnumerable([row])), "BehaviorScore")[0];
}
