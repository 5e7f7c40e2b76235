using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Counts the events that have a place in an <see cref="InteractionLog"/>, as <see cref="InteractionLogBuilder"/> takes them.</summary>
internal sealed class InteractionPlaces(InteractionWeights weights)
{
    private readonly EventIdSet _ids = new();

    /// <summary>Interactions so far.</summary>
    public int Count { get; private set; }

    /// <summary>How many events at the start of a log come before its interaction of that place; all of them where it has fewer.</summary>
    public static long EventsBefore(int place, IEnumerable<Event> events, InteractionWeights weights)
    {
        var places = new InteractionPlaces(weights);
        long before = 0;
        foreach (var e in events)
        {
            if (places.Take(e) == place)
                break;
            before++;
        }
        return before;
    }

    /// <summary>Takes the next event of the log.</summary>
    /// <returns>Its place when it is an interaction of the log, −1 when it is not, −2 when it is a duplicate.</returns>
    public int Take(Event e)
    {
        if (!_ids.Add(e))
            return -2;
        if (e.Kind != EventKind.Interaction || (weights.Of(e) == 0 && !weights.Rated.Contains(e.Type!)))
            return -1;
        return Count++;
    }
}
