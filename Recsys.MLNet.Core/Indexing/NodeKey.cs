using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Indexing;

/// <summary>A node with its distance in one number that sorts by distance, then by node; the lowest bit says that its neighbours were looked at.</summary>
/// <remarks>The bits of floats that are not negative rise with their values. Equal distances fall to the lower node, so that no result hangs on chance.</remarks>
internal static class NodeKey
{
    public const ulong Expanded = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float distance, int node) => ((ulong)BitConverter.SingleToUInt32Bits(distance) << 32) | ((uint)node << 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Node(ulong key) => (int)((uint)key >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Distance(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

    /// <summary>Puts a key where it belongs among sorted ones, the last giving way when there is no room. The caller has checked that it belongs.</summary>
    /// <returns>Its place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe int Insert(ulong* keys, ref int count, int capacity, ulong key)
    {
        int from = 0;
        for (int length = count; length > 0;)
        {
            int half = length >> 1;
            bool right = keys[from + half] < key;
            from = right ? from + half + 1 : from;
            length = right ? length - half - 1 : half;
        }
        int moved = Math.Min(count, capacity - 1) - from;
        if (moved > 0)
            Buffer.MemoryCopy(keys + from, keys + from + 1, (long)moved * sizeof(ulong), (long)moved * sizeof(ulong));
        keys[from] = key;
        count = Math.Min(count + 1, capacity);
        return from;
    }
}
