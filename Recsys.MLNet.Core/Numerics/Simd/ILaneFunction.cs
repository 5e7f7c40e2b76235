using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>A function of one number that a loop can be specialised for.</summary>
internal interface ILaneFunction
{
    static abstract V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct;
}

internal readonly struct ExpFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Exp(x);
}

internal readonly struct ErfFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Erf(x);
}

internal readonly struct TanhFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Tanh(x);
}

internal readonly struct SigmoidFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Sigmoid(x);
}

internal readonly struct ReluFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Relu(x);
}

internal readonly struct GeluFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Gelu(x);
}

internal readonly struct GeluTanhFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.GeluTanh(x);
}

internal readonly struct SiluFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<TSimd, V>(V x) where TSimd : struct, ISimd<V> where V : struct => LaneMath<TSimd, V>.Silu(x);
}
