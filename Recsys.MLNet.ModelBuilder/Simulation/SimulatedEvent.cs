using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>An event, and for rankings what no real log knows.</summary>
/// <param name="Event">What a log would hold.</param>
/// <param name="Truth">For rankings the truth behind the clicks, else null.</param>
public readonly record struct SimulatedEvent(Event Event, RankingTruth? Truth = null);
