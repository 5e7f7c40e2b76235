namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A request that becomes rows.</summary>
/// <param name="Request">The request.</param>
/// <param name="Window">Number of its window in the plan.</param>
/// <param name="Weight">How many requests it stands for, against the others.</param>
/// <param name="New">Whether an item was taken that the models of its window have never seen.</param>
internal sealed record PlannedRequest(LoggedRequest Request, int Window, float Weight, bool New);
