namespace Recsys.MLNet.Onnx.Managed;

/// <summary>What a value has to do with the batch.</summary>
internal enum BatchTag
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>One part for each item of the batch, along its first dimension.</summary>
    Rows,

    /// <summary>The number of items.</summary>
    Size,

    /// <summary>A list of sizes that begins with the number of items.</summary>
    Sizes,

    /// <summary>Something else.</summary>
    Mixed,
}
