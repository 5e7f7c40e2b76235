using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Numerics;

/// <summary>Scores one query vector against every row of an item matrix.</summary>
/// <remarks>
/// <code>scores[i] = Σ_f query[f]·items[i, f]</code>
/// Shapes: query (F), items (N, F) row-major, scores (N); scores must not alias the inputs. Four rows share each load of the
/// query and keep an accumulator each, which hides the latency of the multiply-add. Summation order differs from Reference.
/// </remarks>
internal static class RowScores
{
    /// <summary>The definition. Tests hold <see cref="Compute"/> to it.</summary>
    public static void Reference(ReadOnlySpan<float> query, ReadOnlySpan<float> items, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            float sum = 0;
            for (int f = 0; f < query.Length; f++)
                sum += query[f] * items[i * query.Length + f];
            scores[i] = sum;
        }
    }

    /// <summary>All scores.</summary>
    public static void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> items, Span<float> scores)
    {
        int f = query.Length, i = 0;
        if (items.Length != (long)f * scores.Length)
            throw new ArgumentException($"items holds {items.Length} values; expected {scores.Length} rows x {f} factors = {(long)f * scores.Length}.");
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float row = ref MemoryMarshal.GetReference(items);
        for (; i <= scores.Length - 4; i += 4, row = ref Unsafe.Add(ref row, 4 * f))
            FourRows(ref q, ref row, f, scores.Slice(i, 4));
        for (; i < scores.Length; i++, row = ref Unsafe.Add(ref row, f))
            scores[i] = Lanes.Dot(ref q, ref row, f);
    }

    private static void FourRows(ref float query, ref float rows, int f, Span<float> scores)
    {
        Vector<float> a = default, b = default, c = default, d = default;
        int w = Vector<float>.Count, k = 0;
        for (; k <= f - w; k += w)
        {
            var q = Vector.LoadUnsafe(ref query, (nuint)k);
            a = Vector.FusedMultiplyAdd(q, Vector.LoadUnsafe(ref rows, (nuint)k), a);
            b = Vector.FusedMultiplyAdd(q, Vector.LoadUnsafe(ref rows, (nuint)(f + k)), b);
            c = Vector.FusedMultiplyAdd(q, Vector.LoadUnsafe(ref rows, (nuint)(2 * f + k)), c);
            d = Vector.FusedMultiplyAdd(q, Vector.LoadUnsafe(ref rows, (nuint)(3 * f + k)), d);
        }
        (scores[0], scores[1], scores[2], scores[3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
        for (; k < f; k++)
            for (int r = 0; r < 4; r++)
                scores[r] += Unsafe.Add(ref query, k) * Unsafe.Add(ref rows, r * f + k);
    }
}
