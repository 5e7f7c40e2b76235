using Recsys.MLNet;

namespace RecsysApp;

/// <summary>Options of <see cref="StockLeft"/>, as recsys.yml gives them.</summary>
public sealed record StockLeftOptions : IValidatedOptions
{
    /// <summary>Field of items that holds the pieces in stock. Default stock.</summary>
    public string Field { get; init; } = "stock";

    /// <summary>Interaction type that takes a piece away. Default purchase.</summary>
    public string Purchase { get; init; } = "purchase";

    /// <summary>What is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<OptionProblem> Problems() =>
        Field.Length == 0 ? [new(nameof(Field), "is empty; name the field of items that holds the pieces in stock.")] : [];
}
