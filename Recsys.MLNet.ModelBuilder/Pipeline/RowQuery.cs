namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>One request that becomes training rows.</summary>
/// <param name="User">Whose.</param>
/// <param name="Position">How many of the user's interactions come before it.</param>
/// <param name="Time">Its moment.</param>
/// <param name="Wanted">Items the user then took.</param>
/// <param name="Labels">Grade of each, from 1.</param>
public sealed record RowQuery(int User, int Position, long Time, int[] Wanted, float[] Labels);
