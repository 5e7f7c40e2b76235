using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>The loops over short rows that factor models are made of, inlined where a call would cost more than the work.</summary>
/// <remarks>
/// <code>
/// Dot        Σ_f a[f]·b[f]
/// AddScaled  into[f] += s·a[f]
/// Blend      into[f] += s·(a[f] − into[f])
/// </code>
/// Shapes: a, b, into (F). As wide as the machine's <see cref="Vector{T}"/>, with a scalar tail for F mod that width; rows of
/// 8 to 256 numbers are too short for the calls of TensorPrimitives to pay. Summation order differs from the plain loop.
/// </remarks>
internal static class Lanes
{
    /// <summary>Numbers that rows are padded to, so that no loop over them has a tail.</summary>
    public const int Padding = 8;

    /// <summary><paramref name="columns"/> rounded up to whole vectors.</summary>
    public static int Padded(int columns) => (columns + Padding - 1) / Padding * Padding;

    /// <summary>Inner product of two rows of one length.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Debug.Assert(a.Length == b.Length);
        return Dot(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b), a.Length);
    }

    /// <summary>into += s·a for two rows of one length.</summary>
    public static void AddScaled(Span<float> into, ReadOnlySpan<float> a, float s)
    {
        Debug.Assert(a.Length == into.Length);
        AddScaled(ref MemoryMarshal.GetReference(into), ref MemoryMarshal.GetReference(a), s, into.Length);
    }

    /// <summary>into += s·(a − into) for two rows of one length.</summary>
    public static void Blend(Span<float> into, ReadOnlySpan<float> a, float s)
    {
        Debug.Assert(a.Length == into.Length);
        var scale = new Vector<float>(s);
        int w = Vector<float>.Count, f = 0;
        for (; f <= a.Length - w; f += w)
        {
            var old = new Vector<float>(into[f..]);
            Vector.FusedMultiplyAdd(new Vector<float>(a[f..]) - old, scale, old).CopyTo(into[f..]);
        }
        for (; f < a.Length; f++)
            into[f] += s * (a[f] - into[f]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(ref float a, ref float b, int length)
    {
        Vector<float> s0 = default, s1 = default;
        int w = Vector<float>.Count, f = 0;
        for (; f <= length - 2 * w; f += 2 * w)
        {
            s0 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)f), Vector.LoadUnsafe(ref b, (nuint)f), s0);
            s1 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)(f + w)), Vector.LoadUnsafe(ref b, (nuint)(f + w)), s1);
        }
        if (f <= length - w)
        {
            s0 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)f), Vector.LoadUnsafe(ref b, (nuint)f), s0);
            f += w;
        }
        float sum = Vector.Sum(s0 + s1);
        for (; f < length; f++)
            sum += Unsafe.Add(ref a, f) * Unsafe.Add(ref b, f);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float into, ref float a, float s, int length)
    {
        var scale = new Vector<float>(s);
        int w = Vector<float>.Count, f = 0;
        for (; f <= length - w; f += w)
            Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)f), scale, Vector.LoadUnsafe(ref into, (nuint)f)).StoreUnsafe(ref into, (nuint)f);
        for (; f < length; f++)
            Unsafe.Add(ref into, f) += s * Unsafe.Add(ref a, f);
    }
}
