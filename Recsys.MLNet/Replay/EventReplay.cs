using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Replay;

/// <summary>Runs a log through the state that serves, in the order of the log: the way training sees features as serving would have.</summary>
/// <remarks>
/// A visitor is called for each event <em>before</em> it changes the state. It reads whatever a request at that moment could have
/// read, through the same classes. Times decide decay and windows only, never the order.
/// </remarks>
public sealed class EventReplay
{
    /// <summary>Called before an event is applied.</summary>
    /// <param name="e">The event to come.</param>
    /// <param name="state">The state without it; valid during the call only.</param>
    public delegate void Visitor(Event e, StateView state);

    /// <summary>A replay that begins with nothing known.</summary>
    public EventReplay(StateOptions options, FeatureSchema? schema = null) : this(new WorldState(options, schema)) { }

    /// <summary>A replay that goes on from a state.</summary>
    public EventReplay(WorldState world)
    {
        ArgumentNullException.ThrowIfNull(world);
        World = world;
    }

    /// <summary>The state after the events run so far.</summary>
    public WorldState World { get; }

    /// <summary>Events run so far, duplicates included.</summary>
    public long Events { get; private set; }

    /// <summary>Events whose id had been seen: they changed nothing.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Runs events in their order.</summary>
    /// <param name="events">The log, or its next part.</param>
    /// <param name="before">Reads the state before each event; null only builds the state.</param>
    /// <param name="run">Progress and cancellation.</param>
    public WorldState Run(IEnumerable<Event> events, Visitor? before = null, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        run ??= RunSettings.Default;
        foreach (var e in events)
        {
            if (before is not null && (e.Id is null || !World.HasApplied(e.Id)))
                using (var state = World.Open())
                    before(e, state);
            if (!World.Apply(e))
                Duplicates++;
            if (++Events % 100_000 == 0)
                run.Report("replay", double.NaN, $"{Events:N0} events");
        }
        return World;
    }
}
