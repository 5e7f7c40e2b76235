using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.Data.Import;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class LogAuditTests
{
    private const long Now = 1_767_225_600_000; // 2026-01-01
    private static readonly Lazy<List<Event>> s_clean = new(() => [.. new Simulator(SimulationOptions.Shop with { Users = 300, Items = 150, Days = 15 }).Events(new() { Seed = 5 })]);

    private static AuditReport Audit(IEnumerable<Event> events)
    {
        var audit = new LogAudit(Now);
        long line = 0;
        foreach (var e in events)
            audit.Add(new(++line, e, null));
        return audit.Build();
    }

    private static string[] Codes(AuditReport report) => [.. report.Findings.Select(f => f.Code)];

    private static AuditFinding Find(AuditReport report, string code) => report.Findings.FirstOrDefault(f => f.Code == code) ?? throw new AssertionException($"no finding {code} among {string.Join(", ", Codes(report))}");

    private static bool Supports(AuditReport report, string protocol) => report.Protocols.Single(p => p.Protocol == protocol).Supported;

    /// <summary>A log of plain clicks in time order: user, item number, one second apart.</summary>
    private static List<Event> Clicks(Func<int, string> item, int users = 100, int each = 10, EventClock clock = EventClock.Absolute, Func<int, long>? time = null) =>
        [.. Enumerable.Range(0, users * each).Select(n => new Event
        {
            Kind = EventKind.Interaction,
            Id = $"e{n}",
            Clock = clock,
            Timestamp = time?.Invoke(n) ?? 1_700_000_000_000 + n * 1000L,
            User = $"u{n % users}",
            Item = item(n),
            Type = "click",
        })];

    private static List<Event> RandomClicks(EventClock clock = EventClock.Absolute, Func<int, long>? time = null)
    {
        var random = new RandomStream(1, "test");
        return Clicks(_ => $"i{random.NextInt(200)}", clock: clock, time: time);
    }

    [Test]
    public void A_clean_log_with_impressions_gets_no_warning_and_supports_everything_but_ratings()
    {
        var report = Audit(s_clean.Value);
        Assert.That(report.Findings.Where(f => f.Severity == AuditSeverity.Warning), Is.Empty);
        Assert.That(report.Protocols.Where(p => !p.Supported).Select(p => p.Protocol), Is.EqualTo(new[] { "rating prediction" }));
        Assert.That(report.Clocks, Is.EqualTo(new[] { EventClock.Absolute }));
        Assert.That(report.ProblemCount, Is.Zero);
    }

    [Test]
    public void Random_clicks_get_no_warning() => Assert.That(Audit(RandomClicks()).Findings, Is.Empty);

    [Test]
    public void Ids_numbered_by_first_appearance_are_found()
    {
        // Each user walks on from where the log is: what sequence data sets numbered by first appearance look like.
        var report = Audit(Clicks(n => $"i{n / 3}"));
        Assert.That(Find(report, "id-order").Message, Does.Contain("first appearance"));
        Assert.That(report.Measures["idOrder.id.appearance"], Is.GreaterThan(0.99));
    }

    [Test]
    public void Ids_that_are_neighbours_within_a_user_are_found_without_any_clock()
    {
        var events = Clicks(n => $"i{n % 100 * 10 + n / 100}", clock: EventClock.Order, time: n => n);
        var report = Audit(events);
        Assert.That(Find(report, "id-order").Message, Does.Contain("next 5 numbers"));
        Assert.That(report.Measures["idOrder.id.adjacency"], Is.EqualTo(1));
        Assert.That(Supports(report, "leave-one-out"), Is.True);
        Assert.That(Supports(report, "time") || Supports(report, "prequential") || Supports(report, "trending and time features"), Is.False);
    }

    [Test]
    public void An_order_in_the_sources_numbers_is_told_from_one_in_the_logs_ids()
    {
        int[] permuted = new RandomStream(2, "test").Permutation(334);
        var items = Enumerable.Range(0, 334).Select(i => new Event { Kind = EventKind.Item, Timestamp = 1_600_000_000_000, Item = $"i{permuted[i]}", SourceId = i.ToString() });
        var report = Audit(items.Concat(Clicks(n => $"i{permuted[n / 3]}")));
        Assert.That(Codes(report), Does.Contain("source-id-order").And.Not.Contains("id-order"));
    }

    [Test]
    public void A_missing_clock_is_found_and_names_its_line()
    {
        Assert.That(Find(Audit(RandomClicks(EventClock.Relative)), "no-absolute-clock").Message, Does.Contain("relative"));
        Assert.That(Find(Audit(RandomClicks(EventClock.Order)), "no-absolute-clock").Message, Does.Contain("only an order"));
        var mixed = RandomClicks();
        mixed[41] = mixed[41] with { Clock = EventClock.Relative };
        Assert.That(Find(Audit(mixed), "mixed-clocks").Line, Is.EqualTo(42));
    }

    [Test]
    public void Future_early_and_unordered_times_are_found_with_their_first_line()
    {
        var events = RandomClicks();
        events[10] = events[10] with { Timestamp = Now + 1 };
        events[20] = events[20] with { Timestamp = 1_700_000_000 };
        var report = Audit(events);
        Assert.That((Find(report, "future-times").Line, Find(report, "early-times").Line, Find(report, "out-of-order").Line), Is.EqualTo((11, 21, 12)));
        Assert.That((report.Measures["futureTimes"], Find(report, "out-of-order").Severity), Is.EqualTo((1.0, AuditSeverity.Note)));
    }

    [Test]
    public void Events_of_one_second_are_counted()
    {
        // User n % 100: the second of each pair of events falls in the second of the first.
        var report = Audit(RandomClicks(time: n => 1_700_000_000_000 + n / 200 * 1_000_000L));
        Assert.That((report.Measures["sameSecondShare"], report.Measures["sameSecondAnyShare"]), Is.EqualTo((0.5, 1.0)));
        Assert.That(Find(report, "same-second").Message, Does.StartWith("50 %"));
    }

    [Test]
    public void Duplicates_are_counted_by_id_and_without_id_by_content()
    {
        var events = RandomClicks();
        events.Add(events[3]);
        events.Add(events[5] with { Id = null });
        events.Add(events[5] with { Id = null });
        var report = Audit(events);
        Assert.That((report.Measures["duplicateIds"], Find(report, "duplicate-ids").Line, Find(report, "duplicate-ids").Severity), Is.EqualTo((1.0, 1001L, AuditSeverity.Note)));
        Assert.That((report.Measures["duplicateContents"], Find(report, "duplicate-events").Line, Find(report, "duplicate-events").Severity), Is.EqualTo((1.0, 1003L, AuditSeverity.Warning)));
    }

    [Test]
    public void A_field_written_after_the_click_is_found_and_an_honest_one_is_not()
    {
        var clicked = s_clean.Value.Where(e => e.Ranking is not null).Select(e => (e.Ranking, e.Item)).ToHashSet();
        var planted = s_clean.Value.Select((e, n) => e.Kind != EventKind.Ranking ? e : e with
        {
            Items = [.. e.Items.Select((item, k) => item with
            {
                Fields = [new("dwell", FieldValue.Of(clicked.Contains((e.Id, item.Id)) ? 30 + k : k / 10.0)), new("relevancy", FieldValue.Of((n * 7 + k * 3) % 11))],
            })],
        });
        var report = Audit(planted);
        var finding = Find(report, "label-field");
        Assert.That(finding.Message, Does.Contain("'dwell'").And.Contain("AUC 1.00"));
        Assert.That(report.Findings.Count(f => f.Code == "label-field"), Is.EqualTo(1));
    }

    [Test]
    public void An_item_field_computed_from_the_interactions_is_found()
    {
        var counts = s_clean.Value.Where(e => e.Type is not null).GroupBy(e => e.Item!).ToDictionary(g => g.Key, g => g.Count());
        var planted = s_clean.Value.Select(e => e.Kind == EventKind.Item ? e with { Fields = [.. e.Fields, new("heat", FieldValue.Of(counts.GetValueOrDefault(e.Item!) * 2.5 + 1)), new("avg_rating", FieldValue.Of(e.Item!.Length))] } : e);
        var findings = Audit(planted).Findings.Where(f => f.Code == "label-field").ToList();
        Assert.That(findings.Select(f => f.Severity), Is.EqualTo(new[] { AuditSeverity.Warning, AuditSeverity.Note }));
        Assert.That(findings[0].Message, Does.Contain("'heat' follows the number of interactions"));
        Assert.That(findings[1].Message, Does.Contain("'avg_rating' sounds like a statistic"));
    }

    [Test]
    public void Impressions_without_clicks_are_found()
    {
        var report = Audit(s_clean.Value.Select(e => e.Kind == EventKind.Interaction ? e with { Ranking = null, Session = null, User = e.User is null ? "x" : "other-" + e.User } : e));
        Assert.That(Find(report, "impressions-without-clicks").Message, Does.Contain("do not fit together"));
        Assert.That(Supports(report, "learning from impressions"), Is.False);
    }

    [Test]
    public void Interactions_of_unknown_rankings_and_items_not_shown_are_found()
    {
        int n = 0;
        var report = Audit(s_clean.Value.Select(e => e.Ranking is null ? e : ++n switch { 1 => e with { Ranking = "lost" }, 2 => e with { Item = "elsewhere" }, _ => e }));
        Assert.That((report.Measures["interactionsOfUnknownRankings"], report.Measures["interactionsNotShown"]), Is.EqualTo((1.0, 1.0)));
        Assert.That(Codes(report), Does.Contain("unknown-ranking").And.Contains("not-shown"));
    }

    [Test]
    public void The_position_curve_counts_each_place_and_needs_no_ranking_id()
    {
        Event Page(string id) => new() { Kind = EventKind.Ranking, Id = id, Timestamp = Now - 10, Session = "s", Items = [new() { Id = "a" }, new() { Id = "b" }, new() { Id = "c", Position = 5 }] };
        Event Click(string item, string? ranking) => new() { Kind = EventKind.Interaction, Timestamp = Now - 5, Session = "s", Item = item, Type = "click", Ranking = ranking };
        var report = Audit([Page("1"), Click("a", "1"), Page("2"), Click("a", null), Click("c", null), Page("2"), Click("z", null)]);
        Assert.That(report.PositionCurve.Where(p => p.Impressions > 0), Is.EqualTo(new[] { new PositionClicks(0, 2, 2), new PositionClicks(1, 2, 0), new PositionClicks(5, 2, 1) }));
        Assert.That(report.Measures["interactionsWithoutRanking"], Is.EqualTo(0.25));
    }

    [Test]
    public void Position_bias_is_told()
    {
        var report = Audit(s_clean.Value);
        Assert.That(Find(report, "position-bias").Severity, Is.EqualTo(AuditSeverity.Note));
        // The first place is looked at 12^0.7 = 5.7 times as often as the last; clicks on the last are few here.
        Assert.That(report.Measures["positionBias"], Is.GreaterThan(3));
    }

    [Test]
    public void Cold_users_and_items_are_found()
    {
        var random = new RandomStream(3, "test");
        var report = Audit(Enumerable.Range(0, 1000).Select(n => new Event
        {
            Kind = EventKind.Interaction,
            Timestamp = 1_700_000_000_000 + n * 1000L,
            User = n < 800 ? $"u{n % 50}" : $"new{n % 50}",
            Item = n < 900 ? $"i{random.NextInt(200)}" : $"fresh{random.NextInt(100)}",
            Type = "click",
        }));
        Assert.That((report.Measures["coldUserEvents"], report.Measures["coldUsers"], report.Measures["testUsers"]), Is.EqualTo((1.0, 50.0, 50.0)));
        Assert.That(report.Measures["coldItemEvents"], Is.InRange(0.5, 0.55), "half of the last events, and the few items the first 800 missed");
        Assert.That(Codes(report), Does.Contain("cold-users").And.Contains("cold-items"));
    }

    [Test]
    public void Items_without_item_events_and_withdrawn_items_shown_are_found()
    {
        var events = s_clean.Value.Where(e => e.Kind != EventKind.Item || e.Item!.Length > 2).ToList();
        string shown = events.Last(e => e.Kind == EventKind.Ranking).Items[0].Id;
        events.Insert(0, new() { Kind = EventKind.Item, Timestamp = events[0].Timestamp, Item = shown, Available = false });
        events.RemoveAll(e => e.Kind == EventKind.Item && e.Item == shown && e.Available == true);
        var report = Audit(events);
        Assert.That(Codes(report), Does.Contain("unknown-items").And.Contains("shown-after-withdrawal"));
    }

    [Test]
    public void Problems_are_counted_with_their_lines_beside_the_audit()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.jsonl", "{\"event\":\"interaction\",\"timestamp\":1700000000000,\"user\":\"u\",\"type\":\"click\",\"item\":\"i\"}\n{\"event\":\"interaction\"}\n{\n");
        var report = LogAudit.Of(path, Now);
        Assert.That((report.ProblemCount, report.Measures["events.interaction"]), Is.EqualTo((2L, 1.0)));
        Assert.That(report.Problems.Select(p => p.Line), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public void An_empty_log_has_a_report_that_supports_nothing()
    {
        var report = Audit([]);
        Assert.That(report.Protocols.Select(p => p.Supported), Is.All.False);
    }

    [TestCase(new double[] { 1, 2, 3, 4 }, new double[] { 10, 20, 30, 40 }, 1)]
    [TestCase(new double[] { 1, 2, 3, 4 }, new double[] { 4, 3, 2, 1 }, -1)]
    [TestCase(new double[] { 1, 2, 2, 4 }, new double[] { 1, 3, 2, 4 }, 0.9486833)]
    public void Spearmans_correlation_is_that_of_the_ranks(double[] x, double[] y, double expected) =>
        Assert.That(RankCorrelation.Spearman(x, y), Is.EqualTo(expected).Within(1e-6));

    [TestCase(new[] { 0.1, 0.4, 0.35, 0.8 }, new[] { false, false, true, true }, 0.75)]
    [TestCase(new[] { 1.0, 1, 1, 1 }, new[] { false, true, false, true }, 0.5)]
    public void Auc_counts_ties_half(double[] scores, bool[] positive, double expected) => Assert.That(RankCorrelation.Auc(scores, positive), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void On_beauty_the_audit_finds_the_id_order_and_the_missing_clock()
    {
        var report = Audit(Importers.Find("amazon-sequences").Read(PublicData.Folder("beauty"), ImportOptions.Default, RunSettings.Default));
        Assert.That(Codes(report), Does.Contain("source-id-order").And.Contains("no-absolute-clock").And.Contains("same-day").And.Not.Contains("id-order"));
        Assert.That(report.Measures["lastOnSameDayShare"], Is.EqualTo(0.43).Within(0.01));
        Assert.That(report.Protocols.Where(p => p.Supported).Select(p => p.Protocol), Is.EqualTo(new[] { "leave-one-out", "random-user", "random-item", "folds", "text features" }));
        var asShared = Audit(Importers.Find("amazon-sequences").Read(PublicData.Folder("beauty"), new() { PermuteIds = false }, RunSettings.Default));
        Assert.That(Codes(asShared), Does.Contain("id-order"));
    }

    [Test]
    public void On_ml_100k_the_audit_finds_the_same_second_share_and_the_cold_users()
    {
        var report = Audit(Importers.Find("movielens").Read(PublicData.Folder("ml-100k"), ImportOptions.Default, RunSettings.Default));
        Assert.That(report.Measures["sameSecondShare"], Is.EqualTo(0.51).Within(0.01));
        Assert.That((report.Measures["testUsers"], report.Measures["coldUsers"]), Is.EqualTo((301.0, 192.0)));
        Assert.That(Codes(report), Does.Contain("same-second").And.Contains("cold-users"));
        Assert.That(Supports(report, "prequential") && Supports(report, "rating prediction"), Is.True);
    }
}
