using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Indexing;

/// <summary>Squared distances between codes of seven bits: a quarter of the memory of single precision.</summary>
/// <remarks>
/// <code>d[j] = step²·Σ_f (query[f] − codes[nodes[j], f])² + rest[nodes[j]]          codes in 0..127</code>
/// Shapes: codes (N, W) with W a multiple of 32; query (W); rest (N) or none. Differences fit in a signed byte and the sum of two squares in
/// 16 bits, so that a pair of byte multiplications needs no widening. Sums are whole numbers: the same on every instruction set.
/// </remarks>
internal readonly unsafe struct CodeSpace(byte* codes, int width, byte* query, float step2, float* rest) : IGraphSpace
{
    /// <summary>The definition of the sum.</summary>
    public static int Reference(ReadOnlySpan<byte> query, ReadOnlySpan<byte> row)
    {
        int sum = 0;
        for (int f = 0; f < query.Length; f++)
            sum += (query[f] - row[f]) * (query[f] - row[f]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int node) => RowPrefetch.Fetch(codes + (nint)node * width, width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Distances(int* nodes, int count, float* into)
    {
        for (int i = 0; i < count; i++)
        {
            byte* row = codes + (nint)nodes[i] * width;
            int sum = Avx2.IsSupported ? Sum256(query, row, width) : Reference(new(query, width), new(row, width));
            into[i] = step2 * sum + (rest is null ? 0 : rest[nodes[i]]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum256(byte* q, byte* row, int width)
    {
        var sum = Vector256<int>.Zero;
        var ones = Vector256.Create((short)1);
        for (int f = 0; f < width; f += 32)
        {
            var difference = Avx2.Abs(Avx2.Subtract(Vector256.Load((sbyte*)(q + f)), Vector256.Load((sbyte*)(row + f))));
            sum += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(difference, difference.AsSByte()), ones);
        }
        return Vector256.Sum(sum);
    }
}
