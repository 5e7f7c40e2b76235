using Recsys.MLNet.Data;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Applies events to a state, but a page only when its user is done with it.</summary>
/// <remarks>
/// A query asks before an interaction what the user will turn to. Had the state seen the page that the interaction came from, the answer
/// would be the page: what was shown seconds ago. So a page waits for the user's next one, a login, or half an hour of the log.
/// </remarks>
internal sealed class DeferredPages(WorldState world)
{
    private const long Longest = 30 * 60_000;
    private readonly Dictionary<string, Event> _open = new(StringComparer.Ordinal);
    private readonly Queue<(long Time, string Actor, Event Page)> _order = new();

    /// <summary>Takes the next event.</summary>
    public void Apply(Event e)
    {
        while (_order.TryPeek(out var first) && first.Time < e.Timestamp - Longest)
        {
            _order.Dequeue();
            if (_open.GetValueOrDefault(first.Actor) == first.Page)
                Release(first.Actor);
        }
        if (e.Kind == EventKind.Ranking && e.Actor is { } actor)
        {
            Release(actor);
            _open[actor] = e;
            _order.Enqueue((e.Timestamp, actor, e));
            return;
        }
        if (e.Kind == EventKind.User)
        {
            Release(e.Actor);
            Release(e.Merge);
        }
        world.Apply(e);
    }

    /// <summary>The page that the user of an interaction has before him, if the interaction is of that page; else null.</summary>
    public Event? Open(Event e) =>
        e.Actor is { } actor && _open.GetValueOrDefault(actor) is { } page && (e.Ranking is { } id ? page.Id == id : page.Items.Any(i => i.Id == e.Item)) ? page : null;

    private void Release(string? actor)
    {
        if (actor is not null && _open.Remove(actor, out var page))
            world.Apply(page);
    }
}
