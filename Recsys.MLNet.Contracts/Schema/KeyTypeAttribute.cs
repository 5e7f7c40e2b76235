namespace Microsoft.ML.Data;

/// <summary>Makes a member of an unsigned type a key that names <c>count</c> things: its values are 0-based, the column's raw values 1-based.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute() { }

    public KeyTypeAttribute(ulong count) => Count = count;

    internal ulong? Count { get; }
}
