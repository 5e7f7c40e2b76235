using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Recsys.MLNet.Numerics;

/// <summary>What attention of one behaviour on those before it is shifted by.</summary>
/// <remarks>
/// <code>bias[j] = distance[last − j] + gap[classes[j]]          j ≤ last</code>
/// Shapes: bias and classes (last + 1), distance at least as long, gap (G) or empty. Sixteen classes fit into one or two registers, which a
/// permutation looks up; any other number is looked up one by one. Every path gives the same bits.
/// </remarks>
internal static class PairBias
{
    private const int TableSize = 16;

    public static void Compute(ReadOnlySpan<float> distance, ReadOnlySpan<float> gap, ReadOnlySpan<byte> classes, Span<float> bias)
    {
        int n = bias.Length, j = 0;
        if (gap.Length == TableSize && Vector256.IsHardwareAccelerated && classes.Length >= n && distance.Length >= n)
        {
            ref float d = ref MemoryMarshal.GetReference(distance);
            ref byte c = ref MemoryMarshal.GetReference(classes);
            ref float b = ref MemoryMarshal.GetReference(bias);
            Vector256<float> low = Vector256.Create(gap), high = Vector256.Create(gap[8..]);
            for (; j <= n - 16; j += 16)
            {
                var (first, second) = Vector128.Widen(Vector128.LoadUnsafe(ref c, (nuint)j));
                Eight(ref d, ref b, n, j, first, low, high);
                Eight(ref d, ref b, n, j + 8, second, low, high);
            }
        }
        From(j, distance, gap, classes, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ref float distance, ref float bias, int n, int at, Vector128<ushort> classes, Vector256<float> low, Vector256<float> high)
    {
        var (first, second) = Vector128.Widen(classes);
        var index = Vector256.Create(first, second).AsInt32();
        var place = index & Vector256.Create(7);
        var looked = Vector256.ConditionalSelect(Vector256.GreaterThan(index, Vector256.Create(7)).AsSingle(), Vector256.Shuffle(high, place), Vector256.Shuffle(low, place));
        var far = Vector256.Shuffle(Vector256.LoadUnsafe(ref distance, (nuint)(n - 8 - at)), Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));
        (far + looked).StoreUnsafe(ref bias, (nuint)at);
    }

    /// <summary>The definition, from place j on.</summary>
    private static void From(int j, ReadOnlySpan<float> distance, ReadOnlySpan<float> gap, ReadOnlySpan<byte> classes, Span<float> bias)
    {
        int last = bias.Length - 1;
        for (; j <= last; j++)
            bias[j] = gap.IsEmpty ? distance[last - j] : distance[last - j] + gap[classes[j]];
    }
}
