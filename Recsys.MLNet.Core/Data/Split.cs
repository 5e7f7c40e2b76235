namespace Recsys.MLNet.Data;

/// <summary>A division of an <see cref="InteractionLog"/>: three sets of places that do not meet, each ascending, so log order is kept.</summary>
public sealed record Split
{
    /// <summary>How it was made.</summary>
    public required SplitKind Kind { get; init; }

    /// <summary>Name for reports, such as <c>random-user:80/10/10</c> or <c>folds:5#2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Places models are fitted on.</summary>
    public required int[] Train { get; init; }

    /// <summary>Places for choosing and early stopping; may be empty.</summary>
    public int[] Valid { get; init; } = [];

    /// <summary>Places models are judged by.</summary>
    public required int[] Test { get; init; }

    /// <summary>For splits in time: the first moment, in milliseconds, that is no longer training; else null.</summary>
    public long? Cutoff { get; init; }
}
