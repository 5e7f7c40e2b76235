namespace Recsys.MLNet.Data;

/// <summary>A named value on an event.</summary>
/// <param name="Name">The field's name, such as <c>title</c>; compared exactly.</param>
/// <param name="Value">Its value.</param>
public readonly record struct Field(string Name, FieldValue Value);
