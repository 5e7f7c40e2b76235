namespace Recsys.MLNet.Data;

/// <summary>What a <see cref="FieldValue"/> holds.</summary>
public enum FieldKind : byte
{
    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>A list of numbers.</summary>
    Numbers,
}
