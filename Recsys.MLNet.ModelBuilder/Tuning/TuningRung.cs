namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>How much of the data and of the passes over it a configuration is measured with.</summary>
/// <param name="UserShare">Share of the users, whose interactions alone are fitted and asked.</param>
/// <param name="EpochShare">Share of the epochs of models that learn in epochs.</param>
public sealed record TuningRung(double UserShare, double EpochShare)
{
    private const int FewestUsers = 1500, FewestInteractions = 20_000; // below, differences drown in chance

    /// <summary>The rungs for a log of that size, the whole of it last. A small log is not divided; only epochs are saved.</summary>
    public static IReadOnlyList<TuningRung> For(int users, int interactions)
    {
        var rungs = new List<TuningRung>();
        foreach (double share in (ReadOnlySpan<double>)[1.0 / 9, 1.0 / 3])
            if (share * users >= FewestUsers && share * interactions >= FewestInteractions)
                rungs.Add(new(share, Math.Sqrt(share)));
        return rungs.Count > 0 ? [.. rungs, new(1, 1)] : [new(1, 1.0 / 3), new(1, 1)];
    }
}
