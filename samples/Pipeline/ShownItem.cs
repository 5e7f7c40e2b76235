using Microsoft.ML.Data;

namespace Pipeline;

/// <summary>One item of a list that a user was shown: a row.</summary>
public sealed class ShownItem
{
    [KeyType(1_000_000)]
    public uint RequestId { get; set; }

    public string UserId { get; set; } = "";

    public string ItemId { get; set; } = "";

    public long Time { get; set; }

    /// <summary>1 if it was clicked.</summary>
    public float Label { get; set; }

    /// <summary>What the item's title says, as a vector; a text encoder would make it from the title.</summary>
    [VectorType(SmallShop.Topics)]
    public float[] TitleVector { get; set; } = [];

    /// <summary>The vectors of what the user clicked before, one after another, oldest first.</summary>
    public float[] HistoryVectors { get; set; } = [];
}
