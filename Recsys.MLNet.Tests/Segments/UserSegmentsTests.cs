using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Segments;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.Tests.Segments;

[TestFixture]
public sealed class UserSegmentsTests
{
    private const long Start = 1_700_000_000_000;

    private static Event Item(string id, string category) => new() { Kind = EventKind.Item, Item = id, Timestamp = Start, Fields = [new("category", FieldValue.Of(category)), new("price", FieldValue.Of(10))] };

    private static Event Interaction(string user, string item, int minute, string type = "click") => new() { Kind = EventKind.Interaction, User = user, Item = item, Type = type, Timestamp = Start + minute * 60_000L };

    /// <summary>Thirty readers, twenty gamers, ten who buy whatever it is.</summary>
    private static WorldState World()
    {
        var world = new WorldState(new());
        foreach (var (id, category) in (ReadOnlySpan<(string, string)>)[("b1", "books"), ("b2", "books"), ("g1", "games"), ("g2", "games")])
            world.Apply(Item(id, category));
        int minute = 0;
        for (int u = 0; u < 60; u++)
            for (int i = 0; i < 6; i++)
            {
                string item = u < 30 ? $"b{1 + i % 2}" : u < 50 ? $"g{1 + i % 2}" : i % 2 == 0 ? "b1" : "g1";
                world.Apply(Interaction($"u{u}", item, minute++, u >= 50 && i > 2 ? "purchase" : "click"));
            }
        return world;
    }

    private static UserSegments Fitted(WorldState world, SegmentOptions? options = null)
    {
        using var state = world.Open();
        return new SegmentTrainer(options ?? new() { Count = 3 }).Fit(state, RunSettings.Default).Segments!;
    }

    private static int SegmentOf(UserSegments segments, WorldState world, string user)
    {
        using var state = world.Open();
        return segments.Of(state.FindUser(user)!, state);
    }

    [Test]
    public void Users_alike_in_category_and_behaviour_are_one_segment()
    {
        var world = World();
        var segments = Fitted(world);
        Assert.That(Enumerable.Range(0, 60).Select(u => SegmentOf(segments, world, $"u{u}")), Is.EqualTo(Enumerable.Repeat(0, 30).Concat(Enumerable.Repeat(1, 20)).Concat(Enumerable.Repeat(2, 10))));
        Assert.That(segments.Shares, Is.EqualTo(new[] { .5, 1.0 / 3, 1.0 / 6 }).Within(1e-12));
        Assert.That((segments.Describe(0), segments.Describe(1)), Is.EqualTo(("books", "games")));
        Assert.That(segments.Describe(2), Does.Contain("high purchases"));
    }

    [Test]
    public void The_number_of_segments_is_chosen_where_none_is_given() =>
        Assert.That(Fitted(World(), new()).Count, Is.EqualTo(3));

    [Test]
    public void A_user_changes_segment_with_what_they_do_next()
    {
        var world = World();
        var segments = Fitted(world);
        for (int i = 0; i < 40; i++)
            world.Apply(Interaction("u0", "g1", 1000 + i));
        Assert.That(SegmentOf(segments, world, "u0"), Is.EqualTo(1));
    }

    [Test]
    public void One_who_has_done_nothing_has_no_segment()
    {
        var world = World();
        var segments = Fitted(world);
        world.Apply(new Event { Kind = EventKind.Ranking, Id = "r", User = "new", Timestamp = Start, Items = [new RankedItem { Id = "b1" }] });
        Assert.That(SegmentOf(segments, world, "new"), Is.EqualTo(-1));
    }

    [Test]
    public void A_point_is_the_roots_of_shares_and_standardised_behaviours()
    {
        var world = World();
        using var state = world.Open();
        var space = new UserProfileSpace(["games", "books"], 2, [0, 0, 0, 0, 0], [1, 1, 1, float.PositiveInfinity, 0.1f], 0.5f);
        Span<float> at = stackalloc float[7];
        space.Write(state.FindUser("u0")!, state, at);
        // Six clicks on books in one session: no games, ln 7, smoothed shares of 1 in 26, a price that tells nothing, ln 6 beyond the clip.
        Assert.That(at.ToArray(), Is.EqualTo(new[] { 0, 2, .5 * Math.Log(7), .5 / 26, .5 / 26, 0, 1.5 }).Within(1e-5));
    }

    [Test]
    public void Saved_and_read_they_are_the_same_and_a_damaged_section_is_refused()
    {
        var world = World();
        var segments = Fitted(world);
        byte[] Saved(UserSegments from)
        {
            using var stream = new MemoryStream();
            ModelSections.Save(from, stream);
            return stream.ToArray();
        }
        using var reader = new SectionReader(new MemoryStream(Saved(segments)));
        var read = UserSegments.Read(reader);
        Assert.That(read.Centres.Values, Is.EqualTo(segments.Centres.Values));
        Assert.That((read.Separation, read.Describe(2), SegmentOf(read, world, "u55")), Is.EqualTo((segments.Separation, segments.Describe(2), 2)));
        using var shortened = new SectionReader(new MemoryStream(Saved(segments)[..^9]));
        Assert.That(() => UserSegments.Read(shortened), Throws.InstanceOf<ModelFormatException>());
    }

    [Test]
    public void Too_few_users_and_users_who_do_not_differ_make_no_segments()
    {
        var few = new WorldState(new());
        var same = new WorldState(new());
        for (int u = 0; u < 40; u++)
            for (int i = 0; i < 4; i++)
                (u < 5 ? few : same).Apply(Interaction($"u{u}", "b1", i));
        using var first = few.Open();
        using var second = same.Open();
        Assert.That(new SegmentTrainer().Fit(first, RunSettings.Default).WhyNot, Does.Contain("5 users"));
        Assert.That(new SegmentTrainer().Fit(second, RunSettings.Default).WhyNot, Does.Contain("hardly differ"));
        Assert.That(new SegmentOptions { Count = 1, Most = 1, Categories = 0, BehaviorWeight = 0, LeastBehaviors = 0, MaxUsers = 1 }.Problems().Select(p => p.Option),
            Is.EqualTo(new[] { "Count", "Most", "BehaviorWeight", "LeastBehaviors", "MaxUsers" }));
    }
}
