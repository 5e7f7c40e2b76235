using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Numerics;

/// <summary>The innermost product of bytes: a few rows times one panel of sixteen columns.</summary>
/// <remarks>
/// <code>sums[r, j] = Σ_k a[r, k]·q[k, j]</code>
/// Shapes: a (R, K) 16-bit values in −127..127 at a row stride; panel [K/4][16][4] bytes; sums (R, 16) 32-bit. K is a multiple of 4.
/// Whole numbers, exact: up to K = 133,000 no sum can overflow.
/// </remarks>
internal static unsafe class Int8Tile
{
    public const int Rows = 4;

    public static void Run(Int8Path path, int rows, short* a, nint aRow, sbyte* panel, int k, int* sums)
    {
        switch (path)
        {
            case Int8Path.AvxVnni:
                for (int r = 0; r < rows; r++)
                    RowVnni(a + r * aRow, panel, k, sums + 16 * r);
                break;
            case Int8Path.Avx2 when rows == Rows:
                FourRowsAvx2(a, aRow, panel, k, sums);
                FourRowsAvx2(a, aRow, panel + 32, k, sums + 8);
                break;
            case Int8Path.Avx2:
                for (int r = 0; r < rows; r++)
                    RowAvx2(a + r * aRow, panel, k, sums + 16 * r);
                break;
            default:
                for (int r = 0; r < rows; r++)
                    Reference(a + r * aRow, panel, k, sums + 16 * r);
                break;
        }
    }

    private static void Reference(short* a, sbyte* panel, int k, int* sums)
    {
        for (int j = 0; j < 16; j++)
        {
            int sum = 0;
            for (int i = 0; i < k; i++)
                sum += a[i] * panel[i / 4 * 64 + 4 * j + i % 4];
            sums[j] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowVnni(short* a, sbyte* panel, int k, int* sums)
    {
        // The instruction wants one unsigned operand: |q| with the sign of q moved to a, which cannot overflow as both lie in −127..127.
        Vector256<int> c0 = default, c1 = default;
        for (int i = 0; i < k; i += 4, panel += 64)
        {
            var four = Vector128.Narrow(Vector128.CreateScalarUnsafe(*(long*)(a + i)).AsInt16(), Vector128<short>.Zero);
            var x = Vector256.Create(four.AsInt32().ToScalar()).AsSByte();
            var q0 = Vector256.Load(panel);
            var q1 = Vector256.Load(panel + 32);
            c0 = AvxVnni.MultiplyWideningAndAdd(c0, Vector256.Abs(q0).AsByte(), Avx2.Sign(x, q0));
            c1 = AvxVnni.MultiplyWideningAndAdd(c1, Vector256.Abs(q1).AsByte(), Avx2.Sign(x, q1));
        }
        c0.Store(sums);
        c1.Store(sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowAvx2(short* a, sbyte* panel, int k, int* sums)
    {
        Vector256<int> c0 = default, c1 = default, c2 = default, c3 = default;
        for (int i = 0; i < k; i += 4, panel += 64)
        {
            var x = Vector256.Create(*(long*)(a + i)).AsInt16();
            c0 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(panel));
            c1 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(panel + 16));
            c2 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(panel + 32));
            c3 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(panel + 48));
        }
        Columns(c0, c1).Store(sums);
        Columns(c2, c3).Store(sums + 8);
    }

    /// <summary>Four rows times half a panel: eight sums, two vectors of weights, a row and a product fit in sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsAvx2(short* a, nint aRow, sbyte* half, int k, int* sums)
    {
        short* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        Vector256<int> c0 = default, c1 = default, d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (nint i = 0; i < k; i += 4, half += 64)
        {
            var q0 = Avx2.ConvertToVector256Int16(half);
            var q1 = Avx2.ConvertToVector256Int16(half + 16);
            var x = Vector256.Create(*(long*)(a + i)).AsInt16();
            c0 += Avx2.MultiplyAddAdjacent(x, q0);
            c1 += Avx2.MultiplyAddAdjacent(x, q1);
            x = Vector256.Create(*(long*)(a1 + i)).AsInt16();
            d0 += Avx2.MultiplyAddAdjacent(x, q0);
            d1 += Avx2.MultiplyAddAdjacent(x, q1);
            x = Vector256.Create(*(long*)(a2 + i)).AsInt16();
            e0 += Avx2.MultiplyAddAdjacent(x, q0);
            e1 += Avx2.MultiplyAddAdjacent(x, q1);
            x = Vector256.Create(*(long*)(a3 + i)).AsInt16();
            f0 += Avx2.MultiplyAddAdjacent(x, q0);
            f1 += Avx2.MultiplyAddAdjacent(x, q1);
        }
        Columns(c0, c1).Store(sums);
        Columns(d0, d1).Store(sums + 16);
        Columns(e0, e1).Store(sums + 32);
        Columns(f0, f1).Store(sums + 48);
    }

    /// <summary>Two vectors with two partial sums for each of four columns → the sums of eight columns in order.</summary>
    private static Vector256<int> Columns(Vector256<int> low, Vector256<int> high) =>
        Avx2.Permute4x64(Avx2.HorizontalAdd(low, high).AsInt64(), 0b11_01_10_00).AsInt32();
}
