namespace Recsys.MLNet.Components;

/// <summary>What a component reads a column as.</summary>
public enum InputKind
{
    /// <summary>One text a row.</summary>
    Text,

    /// <summary>Any number of texts a row.</summary>
    Texts,

    /// <summary>One number a row.</summary>
    Number,

    /// <summary>A vector of numbers a row.</summary>
    Vector,

    /// <summary>One whole number a row.</summary>
    Whole,

    /// <summary>Any number of whole numbers a row.</summary>
    Wholes,

    /// <summary>One id a row, as its number.</summary>
    Id,

    /// <summary>Any number of ids a row, as their numbers.</summary>
    Ids,
}
