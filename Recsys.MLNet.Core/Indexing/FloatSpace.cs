using System.Runtime.CompilerServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Squared Euclidean distances in single precision from one vector to rows picked by number.</summary>
/// <remarks>
/// <code>d[j] = Σ_f (query[f] − rows[nodes[j], f])²</code>
/// Shapes: rows (N, W) with W a multiple of 16, aligned to cache lines; query (W); nodes and d (n). Four rows share each load of the query.
/// A distance does not depend on its place among the four. Agreement with <see cref="Reference"/> to about W·ε relative.
/// </remarks>
internal readonly unsafe struct FloatSpace<TSimd, V>(float* rows, int width, float* query) : IGraphSpace where TSimd : struct, ISimd<V> where V : struct
{
    /// <summary>The definition.</summary>
    public static float Reference(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        float sum = 0;
        for (int f = 0; f < query.Length; f++)
            sum += (query[f] - row[f]) * (query[f] - row[f]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int node) => RowPrefetch.Fetch(Row(node), width * sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Distances(int* nodes, int count, float* into)
    {
        int i = 0;
        for (; i <= count - 4; i += 4)
            Four(query, Row(nodes[i]), Row(nodes[i + 1]), Row(nodes[i + 2]), Row(nodes[i + 3]), width, into + i);
        if (i == count)
            return;
        // The missing ones stand in for the last.
        float* rest = stackalloc float[4];
        int last = nodes[count - 1];
        Four(query, Row(nodes[i]), Row(i + 1 < count ? nodes[i + 1] : last), Row(i + 2 < count ? nodes[i + 2] : last), Row(last), width, rest);
        for (int j = i; j < count; j++)
            into[j] = rest[j - i];
    }

    private float* Row(int node) => rows + (nint)node * width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* q, float* r0, float* r1, float* r2, float* r3, int n, float* into)
    {
        int lanes = TSimd.Count, f = 0;
        V a0 = TSimd.Splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        for (; f <= n - 2 * lanes; f += 2 * lanes)
        {
            V x = TSimd.Load(q + f), y = TSimd.Load(q + f + lanes);
            V d = TSimd.Sub(x, TSimd.Load(r0 + f)), e = TSimd.Sub(y, TSimd.Load(r0 + f + lanes));
            a0 = TSimd.MulAdd(d, d, a0);
            b0 = TSimd.MulAdd(e, e, b0);
            d = TSimd.Sub(x, TSimd.Load(r1 + f));
            e = TSimd.Sub(y, TSimd.Load(r1 + f + lanes));
            a1 = TSimd.MulAdd(d, d, a1);
            b1 = TSimd.MulAdd(e, e, b1);
            d = TSimd.Sub(x, TSimd.Load(r2 + f));
            e = TSimd.Sub(y, TSimd.Load(r2 + f + lanes));
            a2 = TSimd.MulAdd(d, d, a2);
            b2 = TSimd.MulAdd(e, e, b2);
            d = TSimd.Sub(x, TSimd.Load(r3 + f));
            e = TSimd.Sub(y, TSimd.Load(r3 + f + lanes));
            a3 = TSimd.MulAdd(d, d, a3);
            b3 = TSimd.MulAdd(e, e, b3);
        }
        if (f < n) // one vector of sixteen lanes is left where the width is an odd multiple of sixteen
        {
            V x = TSimd.Load(q + f), d = TSimd.Sub(x, TSimd.Load(r0 + f));
            a0 = TSimd.MulAdd(d, d, a0);
            d = TSimd.Sub(x, TSimd.Load(r1 + f));
            a1 = TSimd.MulAdd(d, d, a1);
            d = TSimd.Sub(x, TSimd.Load(r2 + f));
            a2 = TSimd.MulAdd(d, d, a2);
            d = TSimd.Sub(x, TSimd.Load(r3 + f));
            a3 = TSimd.MulAdd(d, d, a3);
        }
        TSimd.Sum4(TSimd.Add(a0, b0), TSimd.Add(a1, b1), TSimd.Add(a2, b2), TSimd.Add(a3, b3), into);
    }
}
