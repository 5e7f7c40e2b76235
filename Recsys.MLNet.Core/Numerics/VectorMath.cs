namespace Recsys.MLNet.Numerics;

/// <summary>Element-wise functions of spans, faster than their double-precision relatives and with stated errors.</summary>
/// <remarks>
/// Largest error against the exact function over the range where the result is a normal number; x and y may be the same span.
/// NaN gives NaN. The last bits differ between instruction sets.
/// </remarks>
public static class VectorMath
{
    /// <summary>y = eˣ; relative error up to 2.5e-7. Below −87.3 the result is 0, above 88.72 it is +∞.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<ExpFunction>(x, y, SimdWidths.Best);

    /// <summary>y = erf x; absolute error up to 4e-7.</summary>
    public static void Erf(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<ErfFunction>(x, y, SimdWidths.Best);

    /// <summary>y = tanh x; relative error up to 4e-7.</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<TanhFunction>(x, y, SimdWidths.Best);

    /// <summary>y = 1 / (1 + e⁻ˣ); relative error up to 5e-7.</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<SigmoidFunction>(x, y, SimdWidths.Best);

    /// <summary>y = x·(1 + erf(x/√2))/2; absolute error up to 4e-7 times the larger of 1 and |x|.</summary>
    public static void Gelu(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<GeluFunction>(x, y, SimdWidths.Best);

    /// <summary>y = x·σ(1.5957691·(x + 0.044715·x³)), the tanh approximation of GELU; absolute error up to 5e-7 times the larger of 1 and |x|.</summary>
    public static void GeluTanh(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<GeluTanhFunction>(x, y, SimdWidths.Best);

    /// <summary>y = x·σ(x); relative error up to 6e-7.</summary>
    public static void Silu(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<SiluFunction>(x, y, SimdWidths.Best);

    /// <summary>y = max(x, 0).</summary>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y) => LaneMap.Run<ReluFunction>(x, y, SimdWidths.Best);
}
