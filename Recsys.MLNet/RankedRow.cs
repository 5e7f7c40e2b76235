namespace Recsys.MLNet;

/// <summary>One ranked list as a flat row: the places of the arrays belong together.</summary>
public sealed class RankedRow
{
    /// <summary>Ids of the items, best first.</summary>
    public string[] Items { get; set; } = [];

    /// <summary>Score of each.</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>Why each is there; empty where nothing speaks for it.</summary>
    public string[] Reasons { get; set; } = [];

    /// <summary>Version of the package that answered.</summary>
    public string ModelVersion { get; set; } = "";
}
