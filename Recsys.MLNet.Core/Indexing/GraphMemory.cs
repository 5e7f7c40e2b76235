using System.Runtime.CompilerServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>The memory of a graph: a vector, links on the lowest level, and perhaps links on upper levels for each node.</summary>
/// <remarks>
/// Shapes: rows (capacity, W) aligned to cache lines; links (capacity, 2M), ended by −1 where shorter; upper links (level, M) for a node of
/// that level. One writer changes links in place while others read: a reader may see some old and some new neighbours, all of them valid.
/// A graph that outgrows its memory moves to a greater one; readers finish in the old.
/// </remarks>
internal sealed unsafe class GraphMemory
{
    private readonly float[] _rows;
    private readonly int[] _links;
    private int[] _upper;
    private int _upperUsed;

    public GraphMemory(int capacity, int width, int connections)
    {
        (Capacity, Width, Connections, LinkRoom) = (capacity, width, connections, 2 * connections);
        if ((long)capacity * width + PanelLayout.Alignment > Array.MaxLength)
            throw new ArgumentException($"{capacity} vectors of {width} numbers do not fit in one array of {Array.MaxLength}; use several indexes or shorter vectors.");
        _rows = GC.AllocateArray<float>(capacity * width + PanelLayout.Alignment, pinned: true);
        _links = GC.AllocateUninitializedArray<int>(checked(capacity * LinkRoom + PanelLayout.Alignment), pinned: true);
        _links.AsSpan().Fill(-1);
        _upper = GC.AllocateArray<int>(Math.Max(64, capacity), pinned: true);
        (Labels, Levels, UpperStarts) = (new int[capacity], new byte[capacity], new int[capacity]);
        fixed (float* rows = _rows)
            Rows = (float*)PanelLayout.Align((nint)rows);
        fixed (int* links = _links)
            Links = (int*)PanelLayout.Align((nint)links);
    }

    public int Capacity { get; }

    /// <summary>W: numbers per row, a multiple of 16.</summary>
    public int Width { get; }

    /// <summary>M.</summary>
    public int Connections { get; }

    /// <summary>2M, the neighbours kept on the lowest level.</summary>
    public int LinkRoom { get; }

    public float* Rows { get; }

    public int* Links { get; }

    /// <summary>Item of each node; −1 for one that was taken out and only leads the way.</summary>
    public int[] Labels { get; }

    public byte[] Levels { get; }

    /// <summary>Where a node's upper links begin.</summary>
    public int[] UpperStarts { get; }

    public GraphCodes? Codes { get; set; }

    public long Bytes => 4L * (_rows.LongLength + _links.LongLength + _upper.LongLength) + 9L * Capacity + (Codes?.Bytes ?? 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int node) => Rows + (nint)node * Width;

    /// <summary>A node's neighbours on a level, ended by −1 where there are fewer than <see cref="RoomOn"/>.</summary>
    public int* LinksOf(int node, int level)
    {
        if (level == 0)
            return Links + (nint)node * LinkRoom;
        ref int upper = ref Volatile.Read(ref _upper)[UpperStarts[node] + (level - 1) * Connections];
        return (int*)Unsafe.AsPointer(ref upper); // pinned
    }

    public int RoomOn(int level) => level == 0 ? LinkRoom : Connections;

    /// <summary>Gives a new node its level and room for its links there.</summary>
    public void Place(int node, int level)
    {
        Levels[node] = (byte)level;
        UpperStarts[node] = _upperUsed;
        int needed = _upperUsed + level * Connections;
        if (needed > _upper.Length)
        {
            // Earlier nodes' links are read here meanwhile: the old array stays as it is, all changes go to the new one.
            int[] grown = GC.AllocateArray<int>(Math.Max(needed, 2 * _upper.Length), pinned: true);
            _upper.AsSpan(0, _upperUsed).CopyTo(grown);
            Volatile.Write(ref _upper, grown);
        }
        _upper.AsSpan(_upperUsed, level * Connections).Fill(-1);
        _upperUsed = needed;
    }

    /// <summary>The same graph with more room.</summary>
    public GraphMemory Grown(int capacity, int nodes)
    {
        var grown = new GraphMemory(capacity, Width, Connections);
        Buffer.MemoryCopy(Rows, grown.Rows, 4L * capacity * Width, 4L * nodes * Width);
        Buffer.MemoryCopy(Links, grown.Links, 4L * capacity * LinkRoom, 4L * nodes * LinkRoom);
        Array.Copy(Labels, grown.Labels, nodes);
        Array.Copy(Levels, grown.Levels, nodes);
        Array.Copy(UpperStarts, grown.UpperStarts, nodes);
        grown._upper = GC.AllocateArray<int>(Math.Max(_upper.Length, _upperUsed), pinned: true);
        _upper.AsSpan(0, _upperUsed).CopyTo(grown._upper);
        grown._upperUsed = _upperUsed;
        return grown;
    }
}
