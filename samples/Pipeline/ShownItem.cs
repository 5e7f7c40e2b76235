using Microsoft.ML.Data;

namespace Pipeline;

/// <summary>One item of a list that a user was shown: a row.</summary>
public sealed class ShownItem
{
    [KeyType(1_000_000)]
    public uint RequestId { get; set; }

    public string UserId { get; set; } = "";

    public string ItemId { get; set; } = "";

    public string Title { get; set; } = "";

    public long Time { get; set; }

    /// <summary>1 if it was clicked.</summary>
    public float Label { get; set; }

    /// <summary>Titles of what the user clicked before, oldest first.</summary>
    [NoColumn]
    public string[] History { get; set; } = [];

    /// <summary>Their vectors, one after another.</summary>
    public float[] HistoryVectors { get; set; } = [];
}
