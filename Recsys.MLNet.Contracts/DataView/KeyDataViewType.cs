namespace Microsoft.ML.Data;

/// <summary>Numbers that name one of <see cref="Count"/> things: raw value 0 is missing, 1 the first.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count) : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentException($"A key is a byte, ushort, uint or ulong; got {type}.", nameof(type));
        if (count == 0 || count - 1 >= Largest(type))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A key of {type.Name} names 1 to {Largest(type)} things.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count) : this(type, checked((ulong)count)) { }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;
    public override bool Equals(object other) => other is DataViewType type && Equals(type);
    public override int GetHashCode() => HashCode.Combine(RawType, Count);
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    internal static ulong Largest(Type type) =>
        type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
