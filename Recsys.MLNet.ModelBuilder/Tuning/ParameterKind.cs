namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What values a <see cref="SearchParameter"/> takes.</summary>
public enum ParameterKind : byte
{
    /// <summary>Whole numbers of a range.</summary>
    Integer,

    /// <summary>Numbers of a range.</summary>
    Number,

    /// <summary>One of several texts; true and false among them.</summary>
    Choice,
}
