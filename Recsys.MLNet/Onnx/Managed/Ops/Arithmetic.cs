using System.Numerics;
using System.Numerics.Tensors;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>a + b.</summary>
internal readonly struct AddOf<T> : IElementwise<AddOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => a + b;

    public static void Rows(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Add(a, b, to);

    public static void RowScalar(ReadOnlySpan<T> a, T b, Span<T> to) => TensorPrimitives.Add(a, b, to);

    public static void ScalarRow(T a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Add(b, a, to);
}

/// <summary>a − b.</summary>
internal readonly struct SubtractOf<T> : IElementwise<SubtractOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => a - b;

    public static void Rows(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Subtract(a, b, to);

    public static void RowScalar(ReadOnlySpan<T> a, T b, Span<T> to) => TensorPrimitives.Subtract(a, b, to);

    public static void ScalarRow(T a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Subtract(a, b, to);
}

/// <summary>a · b.</summary>
internal readonly struct MultiplyOf<T> : IElementwise<MultiplyOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => a * b;

    public static void Rows(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Multiply(a, b, to);

    public static void RowScalar(ReadOnlySpan<T> a, T b, Span<T> to) => TensorPrimitives.Multiply(a, b, to);

    public static void ScalarRow(T a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Multiply(b, a, to);
}

/// <summary>a ÷ b; whole numbers are cut towards zero.</summary>
internal readonly struct DivideOf<T> : IElementwise<DivideOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => a / b;

    public static void Rows(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Divide(a, b, to);

    public static void RowScalar(ReadOnlySpan<T> a, T b, Span<T> to) => TensorPrimitives.Divide(a, b, to);

    public static void ScalarRow(T a, ReadOnlySpan<T> b, Span<T> to) => TensorPrimitives.Divide(a, b, to);
}

/// <summary>The smaller; NaN where either is.</summary>
internal readonly struct MinOf<T> : IElementwise<MinOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => T.Min(a, b);
}

/// <summary>The larger; NaN where either is.</summary>
internal readonly struct MaxOf<T> : IElementwise<MaxOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => T.Max(a, b);
}

/// <summary>The remainder with the sign of the divisor.</summary>
internal readonly struct FloorRemainderOf : IElementwise<FloorRemainderOf, long, long>
{
    public static long Of(long a, long b) => b == -1 ? 0 : a % b is var rest && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/// <summary>The remainder with the sign of the dividend.</summary>
internal readonly struct RemainderOf<T> : IElementwise<RemainderOf<T>, T, T> where T : unmanaged, INumber<T>
{
    public static T Of(T a, T b) => b == -T.One ? a % T.One : a % b;
}

/// <summary>aᵇ; the powers that models use a lot are products.</summary>
internal readonly struct PowerOf : IElementwise<PowerOf, float, float>
{
    public static float Of(float a, float b) => MathF.Pow(a, b);

    public static void RowScalar(ReadOnlySpan<float> a, float b, Span<float> to)
    {
        if (b == 2)
            TensorPrimitives.Multiply(a, a, to);
        else if (b == 3)
            for (int i = 0; i < to.Length; i++)
                to[i] = a[i] * a[i] * a[i];
        else if (b == 0.5f)
            TensorPrimitives.Sqrt(a, to);
        else
            for (int i = 0; i < to.Length; i++)
                to[i] = MathF.Pow(a[i], b);
    }
}
