using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>A logged list, rebuilt from log and model.</summary>
/// <param name="Id">Id of the ranking.</param>
/// <param name="Logged">Items and scores as they were given.</param>
/// <param name="Rebuilt">The same request answered again from the state as of then.</param>
/// <param name="Same">Whether both agree in every item and every bit of every score. Not expected when an event was left out.</param>
/// <param name="Without">The event that was left out, or null.</param>
public sealed record ListExplanation(string Id, IReadOnlyList<KeyValuePair<string, float>> Logged, RecommendationResponse Rebuilt, bool Same, string? Without);
