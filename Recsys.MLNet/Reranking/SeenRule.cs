namespace Recsys.MLNet.Reranking;

/// <summary>What one kind of behaviour means for recommending the item again.</summary>
/// <param name="What">An interaction type such as <c>click</c>, or a stage such as <c>Conversion</c>; a type's own rule goes before its stage's.</param>
/// <param name="Again">Whether the item may come again.</param>
/// <param name="Days">Days for <see cref="SeenAgain.AfterDays"/>.</param>
public sealed record SeenRule(string What, SeenAgain Again, double Days = 0);
