using System.Numerics;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>a = b, as 0 or 1.</summary>
internal readonly struct EqualOf<T> : IElementwise<EqualOf<T>, T, long> where T : unmanaged, INumber<T>
{
    public static long Of(T a, T b) => a == b ? 1 : 0;
}

/// <summary>a &lt; b, as 0 or 1.</summary>
internal readonly struct LessOf<T> : IElementwise<LessOf<T>, T, long> where T : unmanaged, INumber<T>
{
    public static long Of(T a, T b) => a < b ? 1 : 0;
}

/// <summary>a ≤ b, as 0 or 1.</summary>
internal readonly struct LessOrEqualOf<T> : IElementwise<LessOrEqualOf<T>, T, long> where T : unmanaged, INumber<T>
{
    public static long Of(T a, T b) => a <= b ? 1 : 0;
}

/// <summary>a &gt; b, as 0 or 1.</summary>
internal readonly struct GreaterOf<T> : IElementwise<GreaterOf<T>, T, long> where T : unmanaged, INumber<T>
{
    public static long Of(T a, T b) => a > b ? 1 : 0;
}

/// <summary>a ≥ b, as 0 or 1.</summary>
internal readonly struct GreaterOrEqualOf<T> : IElementwise<GreaterOrEqualOf<T>, T, long> where T : unmanaged, INumber<T>
{
    public static long Of(T a, T b) => a >= b ? 1 : 0;
}

/// <summary>Both.</summary>
internal readonly struct AndOf : IElementwise<AndOf, long, long>
{
    public static long Of(long a, long b) => a & b;
}

/// <summary>Either.</summary>
internal readonly struct OrOf : IElementwise<OrOf, long, long>
{
    public static long Of(long a, long b) => a | b;
}

/// <summary>Exactly one.</summary>
internal readonly struct XorOf : IElementwise<XorOf, long, long>
{
    public static long Of(long a, long b) => a ^ b;
}
