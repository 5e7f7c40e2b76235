namespace Recsys.MLNet.State;

/// <summary>What an interaction type means.</summary>
/// <param name="Name">The type as events name it, such as <c>click</c>; compared without regard to case.</param>
/// <param name="Stage">Which counters it moves.</param>
/// <param name="Weight">Its weight in profiles and models: how much one such behaviour says about taste. Negative weights count against.</param>
public sealed record BehaviorType(string Name, BehaviorStage Stage, float Weight);
