using Recsys.MLNet;

namespace RecsysApp;

/// <summary>Options of <see cref="SameMaker"/>, as recsys.yml gives them.</summary>
public sealed record SameMakerOptions : IValidatedOptions
{
    /// <summary>Field of items that names the maker. Default brand.</summary>
    public string Field { get; init; } = "brand";

    /// <summary>How many makers of the user's last items count. Default 3.</summary>
    public int Makers { get; init; } = 3;

    /// <summary>Most items it names. Default 100.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>What is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<OptionProblem> Problems() =>
        Makers is < 1 or > 30 ? [new(nameof(Makers), $"is {Makers}; expected 1 to 30.")] : Depth < 1 ? [new(nameof(Depth), $"is {Depth}; expected a number of items.")] : [];
}
