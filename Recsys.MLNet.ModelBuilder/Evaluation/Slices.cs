namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The slices and their names in reports.</summary>
public static class Slices
{
    /// <summary>Every slice with its name.</summary>
    public static IReadOnlyList<(Slice Slice, string Name)> All { get; } =
    [
        (Slice.Warm, "warm"), (Slice.ColdUsers, "cold-users"), (Slice.ColdItems, "cold-items"), (Slice.FirstFive, "first-five"), (Slice.LaterDay, "later-day"),
    ];
}
