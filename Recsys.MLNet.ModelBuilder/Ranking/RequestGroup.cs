namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of one request that are compared with each other.</summary>
internal sealed record RequestGroup
{
    /// <summary>Number of the request in the plan, −1 for none.</summary>
    public int Planned { get; init; } = -1;

    /// <summary>Number of its event in the log, −1 for none.</summary>
    public long Event { get; init; } = -1;

    public long Time { get; init; }

    public string? Actor { get; init; }

    /// <summary>Where its list was shown, or null.</summary>
    public string? Surface { get; init; }

    public float Weight { get; set; } = 1;

    /// <summary>Whether an item was taken that the models behind the rows have never seen.</summary>
    public bool New { get; set; }

    /// <summary>(rows) items, or null where nobody asks.</summary>
    public string[]? Items { get; set; }

    /// <summary>(rows, features) row-major; null once they are in a set.</summary>
    public float[]? Values { get; set; }

    /// <summary>(rows) grades.</summary>
    public required float[] Labels { get; init; }

    /// <summary>(rows) bits of outcomes, and seconds of dwell; null for rows that have nothing but grades.</summary>
    public byte[]? Outcomes { get; init; }

    public float[]? Dwell { get; init; }

    /// <summary>(rows) places on the page, or null where there was none.</summary>
    public int[]? Positions { get; init; }

    /// <summary>(rows) how many candidates of the request each row stands for, 0 for one that was none; null where rows are not drawn from candidates.</summary>
    public float[]? Stands { get; init; }

    public int Rows => Labels.Length;
}
