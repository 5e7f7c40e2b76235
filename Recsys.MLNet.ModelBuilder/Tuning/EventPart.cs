using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The events behind the first interactions of some users: what a rung trains the whole recommender with and asks it by.</summary>
/// <remarks>Events of items stay; those of an actor without an interaction among the taken ones leave, unless everybody stays.</remarks>
internal sealed class EventPart
{
    private readonly IEnumerable<Event> _events;
    private readonly InteractionWeights _weights;
    private readonly Func<int, bool>? _takes;
    private readonly HashSet<string> _actors = new(StringComparer.Ordinal);

    /// <summary>A part of a log.</summary>
    /// <param name="events">The whole log, the same each time.</param>
    /// <param name="weights">How its interactions are weighed.</param>
    /// <param name="takes">Which of the log's interactions, by place; null for all.</param>
    /// <param name="interactions">How many of those.</param>
    /// <param name="trained">How many of those are there to train on.</param>
    public EventPart(IEnumerable<Event> events, InteractionWeights weights, Func<int, bool>? takes, int interactions, int trained)
    {
        (_events, _weights, _takes, Interactions) = (events, weights, takes, interactions);
        if (takes is not null)
            foreach (var (e, place) in Placed())
                if (place >= 0 && takes(place))
                    _actors.Add(e.Actor!);
        TrainedOn = InteractionPlaces.EventsBefore(trained, Events, weights);
    }

    /// <summary>Number of interactions.</summary>
    public int Interactions { get; }

    /// <summary>How many of the events come before the first interaction that is asked for.</summary>
    public long TrainedOn { get; }

    /// <summary>The events, duplicates left out.</summary>
    public IEnumerable<Event> Events
    {
        get
        {
            int taken = 0;
            foreach (var (e, place) in Placed())
            {
                if (place >= 0 && taken == Interactions)
                    yield break;
                if (_takes is null || (place >= 0 ? _takes(place) : Belongs(e)))
                {
                    taken += place >= 0 ? 1 : 0;
                    yield return e;
                }
            }
        }
    }

    private bool Belongs(Event e) => e.Kind == EventKind.Item || (e.Actor is { } actor && _actors.Contains(actor)) || (e.Merge is { } session && _actors.Contains(session));

    private IEnumerable<(Event Event, int Place)> Placed()
    {
        var places = new InteractionPlaces(_weights);
        foreach (var e in _events)
            if (places.Take(e) is not -2 and var place)
                yield return (e, place);
    }
}
