namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>The columns that a gate is learned from; each row is an event, in the order in which they happened.</summary>
/// <param name="User">Whose event: a user or a session. Text, key or whole number.</param>
/// <param name="Item">Which item. Text, key or whole number.</param>
public sealed record FuseModalitiesColumns(string User = "User", string Item = "Item");
