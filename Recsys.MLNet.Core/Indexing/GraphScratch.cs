using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Room for one search: used again and again, by one thread at a time.</summary>
internal sealed unsafe class GraphScratch
{
    private ulong[] _keys = [];
    private ulong[] _heap = [];
    private int[] _nodes = [];
    private float[] _distances = [];
    private byte[] _visited = [];
    private float[] _query = [];
    private byte[] _code = [];
    private byte _mark;

    /// <summary>Sorted candidates.</summary>
    public ulong* Keys { get; private set; }

    /// <summary>Nodes to look at next, a heap: filtered searches only.</summary>
    public Span<ulong> Heap => _heap;

    public int* Nodes { get; private set; }

    public float* Distances { get; private set; }

    /// <summary>Marks of the nodes that this search has met.</summary>
    public byte* Visited { get; private set; }

    /// <summary>The query as the graph sees it, (W).</summary>
    public float* Query { get; private set; }

    /// <summary>The query in codes.</summary>
    public byte* Code { get; private set; }

    /// <summary>Makes room for a graph and a breadth.</summary>
    public void Reserve(GraphMemory memory, int breadth)
    {
        int batch = Math.Max(64, memory.LinkRoom + 1);
        if (_keys.Length < breadth + 1)
            Keys = (ulong*)Pinned(ref _keys, Math.Max(breadth + 1, 256));
        if (_nodes.Length < batch)
        {
            Nodes = (int*)Pinned(ref _nodes, batch);
            Distances = (float*)Pinned(ref _distances, batch);
        }
        if (_visited.Length < memory.Capacity)
        {
            Visited = (byte*)Pinned(ref _visited, memory.Capacity);
            _mark = 0;
        }
        if (_query.Length < memory.Width + PanelLayout.Alignment)
        {
            Query = (float*)PanelLayout.Align(Pinned(ref _query, memory.Width + PanelLayout.Alignment));
            Code = (byte*)Pinned(ref _code, memory.Width + GraphCodes.Multiple);
        }
    }

    /// <summary>A mark that no node carries yet.</summary>
    public byte NextMark()
    {
        if (_mark == byte.MaxValue)
        {
            Array.Clear(_visited);
            _mark = 0;
        }
        return ++_mark;
    }

    /// <summary>Adds to the heap of nodes to look at.</summary>
    public void Push(ref int count, ulong key)
    {
        if (count == _heap.Length)
            Array.Resize(ref _heap, Math.Max(256, 2 * count));
        int child = count++;
        for (; child > 0 && _heap[(child - 1) / 2] > key; child = (child - 1) / 2)
            _heap[child] = _heap[(child - 1) / 2];
        _heap[child] = key;
    }

    /// <summary>Takes the nearest from the heap.</summary>
    public ulong Pop(ref int count)
    {
        ulong least = _heap[0], last = _heap[--count];
        int at = 0;
        while (2 * at + 1 < count)
        {
            int child = 2 * at + 1;
            if (child + 1 < count && _heap[child + 1] < _heap[child])
                child++;
            if (_heap[child] >= last)
                break;
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = last;
        return least;
    }

    private static nint Pinned<T>(ref T[] array, int length) where T : unmanaged
    {
        array = GC.AllocateArray<T>(length, pinned: true);
        fixed (T* at = array)
            return (nint)at;
    }
}
