namespace Recsys.MLNet.Text.Encoders;

/// <summary>How the vectors of a text's tokens become one.</summary>
public enum TextPooling
{
    /// <summary>What the model folder says; the mean where it says nothing.</summary>
    Auto,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    FirstToken,

    /// <summary>The last token's, as decoders are used.</summary>
    LastToken,
}
