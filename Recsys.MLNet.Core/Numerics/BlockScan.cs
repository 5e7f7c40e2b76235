using System.Numerics;
using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Numerics;

/// <summary>What the scans of blocks of sixteen items share: keeping scores, and dividing the blocks among threads.</summary>
internal static unsafe class BlockScan
{
    /// <summary>Narrows a scan to a range of blocks and another heap.</summary>
    public delegate TWork Narrow<TWork>(TWork whole, int fromBlock, int toBlock, TopK top);

    private const int BlocksWorthSharing = 4096;

    /// <summary>Runs a scan over all blocks, in parts with a heap each where several threads may help. The order of a heap is total, so the parts cannot be seen.</summary>
    public static void Run<TWork>(TWork whole, TopK top, int threads, SimdWidth width, Narrow<TWork> narrow, int blocks) where TWork : struct, ISimdWork
    {
        if (threads <= 1 || blocks < BlocksWorthSharing)
        {
            SimdWidths.Run(ref whole, width);
            return;
        }
        RunShared(whole, top, threads, width, narrow, blocks);
    }

    // Apart from Run, so that only scans worth sharing pay for the closure.
    private static void RunShared<TWork>(TWork whole, TopK top, int threads, SimdWidth width, Narrow<TWork> narrow, int blocks) where TWork : struct, ISimdWork
    {
        int parts = 4 * threads;
        var tops = new TopK[parts];
        WorkPool.For(parts, threads, part =>
        {
            tops[part] = top.Sibling();
            var work = narrow(whole, (int)((long)blocks * part / parts), (int)((long)blocks * (part + 1) / parts), tops[part]);
            SimdWidths.Run(ref work, width);
        });
        foreach (var part in tops)
            part.MergeInto(top);
    }

    /// <summary>Puts the sixteen scores of a block where they are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep<TSimd, V>(float* scores, int block, int count, float* all, TopK? top) where TSimd : struct, ISimd<V> where V : struct
    {
        int first = block * ItemBlocks.Block, real = Math.Min(ItemBlocks.Block, count - first);
        if (top is null)
        {
            new ReadOnlySpan<float>(scores, real).CopyTo(new Span<float>(all + first, real));
            return;
        }
        V bar = TSimd.Splat(top.Bar);
        uint passed = 0;
        for (int v = 0; v < ItemBlocks.Block; v += TSimd.Count)
            passed |= TSimd.GreaterBits(TSimd.Load(scores + v), bar) << v;
        for (passed &= (1u << real) - 1; passed != 0; passed &= passed - 1)
        {
            int lane = BitOperations.TrailingZeroCount(passed);
            top.Push(scores[lane], first + lane);
        }
    }
}
