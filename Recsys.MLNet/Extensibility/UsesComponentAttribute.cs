namespace Recsys.MLNet.Extensibility;

/// <summary>Says which components an option of type <see cref="ComponentUse"/> may name.</summary>
/// <param name="kind">Their kind.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UsesComponentAttribute(ComponentKind kind) : Attribute
{
    /// <summary>Their kind.</summary>
    public ComponentKind Kind { get; } = kind;
}
