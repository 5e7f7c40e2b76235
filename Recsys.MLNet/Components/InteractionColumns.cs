namespace Recsys.MLNet.Components;

/// <summary>The columns that hold interactions, and the one a score goes to.</summary>
/// <param name="User">Who: texts, keys or whole numbers.</param>
/// <param name="Item">With what: texts, keys or whole numbers.</param>
/// <param name="Label">How much: a weight or rating. Null counts every row as 1.</param>
/// <param name="Score">The column that is added.</param>
/// <param name="Time">When: whole numbers or dates. With it a row is scored, while a chain is fitted, by a model of earlier rows only.</param>
/// <param name="History">What the user did before, oldest first: ids of items. Null takes the interactions the model was fitted on.</param>
public sealed record InteractionColumns(string User = "UserId", string Item = "ItemId", string? Label = "Label", string Score = "Score", string? Time = null, string? History = null);
