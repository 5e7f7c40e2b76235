using Recsys.MLNet;

namespace RecsysApp;

/// <summary>Options of <see cref="AtMostInARow"/>, as recsys.yml gives them.</summary>
public sealed record AtMostInARowOptions : IValidatedOptions
{
    /// <summary>Field of items whose values are kept apart. Default brand.</summary>
    public string Field { get; init; } = "brand";

    /// <summary>How many neighbours may share a value. Default 2.</summary>
    public int Count { get; init; } = 2;

    /// <summary>What is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<OptionProblem> Problems() => Count < 1 ? [new(nameof(Count), $"is {Count}; expected at least 1.")] : [];
}
