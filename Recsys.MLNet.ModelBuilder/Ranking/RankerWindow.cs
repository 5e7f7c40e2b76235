namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A part of the log whose rows are scored by models fitted on everything before it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Event">Number of its first event.</param>
/// <param name="Interactions">Interactions before it: what its models are fitted on.</param>
/// <param name="Items">Items that the log had named before it: its models know no other, as those that serve know none that came after training.</param>
/// <param name="Newest">Time of the newest of them; every row is later.</param>
public sealed record RankerWindow(int Number, long Event, int Interactions, int Items, long Newest);
