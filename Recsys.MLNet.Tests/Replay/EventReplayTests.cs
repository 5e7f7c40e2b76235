using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.Features;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Replay;

[TestFixture]
public sealed class EventReplayTests
{
    private static readonly ServingModel s_model = ServingModel.Live();

    [Test]
    public void Features_of_a_replay_are_those_of_the_live_service_bit_for_bit()
    {
        var log = Shop.Log(600);
        var schema = new FeatureSchema([.. s_model.Schema.Features, new ClickRun(), .. Declared.Features.Schema([]).Features.Skip(Declared.Features.Schema([]).Features.Count - Declared.Features.Declared.Count)]);

        var replayed = new List<float[]>();
        new EventReplay(new StateOptions(), schema).Run(log, (e, state) => Collect(schema, e, state, replayed));

        // Live: copies on every change, a snapshot and restart half-way, readers that hold old versions.
        var live = new List<float[]>();
        var world = new WorldState(new StateOptions(), schema, live: true);
        var held = new Queue<StateView>();
        for (int i = 0; i < log.Count; i++)
        {
            if (log[i].Id is null || !world.HasApplied(log[i].Id!))
                using (var view = world.Open())
                    Collect(schema, log[i], view, live);
            held.Enqueue(world.Open());
            if (held.Count > 10)
                held.Dequeue().Dispose();
            world.Apply(log[i]);
            if (i == log.Count / 2)
                world = WorldState.Load(new MemoryStream(WorldStateTests.Saved(world)), new StateOptions(), schema, live: true);
        }

        Assert.That(live, Has.Count.EqualTo(replayed.Count).And.Count.GreaterThan(300));
        for (int i = 0; i < live.Count; i++)
            Assert.That(Bits(live[i]), Is.EqualTo(Bits(replayed[i])), $"event {i}");
        Assert.That(replayed.SelectMany(r => r).Count(float.IsNaN), Is.GreaterThan(0).And.LessThan(replayed.Sum(r => r.Length) / 2), "both known and unknown values must occur");
    }

    [Test]
    public void Features_are_read_before_the_event_changes_the_state()
    {
        var clicks = new List<double>();
        new EventReplay(new StateOptions()).Run([Shop.Do("u", "a"), Shop.Do("v", "a"), Shop.Do("w", "a")],
            (_, state) => clicks.Add(state.FindItem("a")?.Total(BehaviorStage.Interest) ?? 0));
        Assert.That(clicks, Is.EqualTo((double[])[0, 1, 2]));
    }

    [Test]
    public void The_order_of_the_log_counts_not_the_times()
    {
        var seen = new List<string>();
        new EventReplay(new StateOptions()).Run([Shop.Do("u", "late", at: Shop.Start + 5), Shop.Do("u", "early", at: Shop.Start)],
            (_, state) => seen.Add(state.FindUser("u") is { } u ? state.Item(u.History.Items[^1])!.Id : "nothing"));
        Assert.That(seen, Is.EqualTo((string[])["nothing", "late"]));
    }

    [Test]
    public void Duplicates_are_counted_and_not_visited()
    {
        int visited = 0;
        var replay = new EventReplay(new StateOptions());
        replay.Run([Shop.Do("u", "a", id: "1"), Shop.Do("u", "a", id: "1")], (_, _) => visited++);
        Assert.That((visited, replay.Duplicates, replay.Events), Is.EqualTo((1, 1L, 2L)));
    }

    private static void Collect(FeatureSchema schema, Event e, StateView state, List<float[]> rows)
    {
        if (e.Kind != EventKind.Interaction)
            return;
        var request = new RecallContext(state, e.Actor, e.Timestamp) { Query = "the i1", Fields = Declared.RequestFields, Given = Declared.Given };
        var candidates = new CandidateSet();
        candidates.Reset(state, s_model.Sources);
        for (int s = 0; s < s_model.Sources.Count; s++)
        {
            candidates.Begin(s);
            s_model.Sources[s].Recall(request, candidates);
        }
        rows.Add(schema.Rows(request, candidates).Values);
    }

    private static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    /// <summary>A feature with numbers of its own: clicks of the user in a row, and the item's clicks at odd times.</summary>
    private sealed class ClickRun : IFeature
    {
        public FeatureSpec Spec { get; } = new("click_run", "clicks in a row, and clicks at odd times") { Width = 2, UserNumbers = 1, ItemNumbers = 1 };

        public void Observe(in FeatureUpdate update)
        {
            if (update.User is not null)
                update.UserNumbers[0] = update.Event.Type == "click" ? update.UserNumbers[0] + 1 : 0;
            if (update.Item is not null && update.Event.Timestamp % 2 == 1)
                update.ItemNumbers[0]++;
        }

        public void Write(in FeatureContext at, Span<float> into)
        {
            into[0] = at.UserNumbers.Length > 0 ? at.UserNumbers[0] : float.NaN;
            into[1] = at.ItemNumbers[0];
        }
    }
}
