namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>One type of interaction and how often it follows the one before.</summary>
/// <param name="Type">Interaction type, such as <c>cart</c>.</param>
/// <param name="Probability">Probability given that the step before happened; for the first step, given that the item appealed.</param>
public readonly record struct FunnelStep(string Type, double Probability);
