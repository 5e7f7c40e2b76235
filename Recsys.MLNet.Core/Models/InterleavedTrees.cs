using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Models;

/// <summary>Walks eight rows down a tree side by side, so that the loads of one row hide behind those of the others.</summary>
/// <remarks>
/// <code>node = left(node) + (x[feature(node)] &gt; bound(node))        siblings lie side by side</code>
/// A leaf points at itself with the bound +∞, so a row that has arrived stays; the walk ends when no row of the eight moves.
/// No branch depends on a single row. Shapes: turned (F, <see cref="BitvectorTrees.BlockRows"/>), sums (the same) added to.
/// </remarks>
internal sealed class InterleavedTrees
{
    private const int Rows = BitvectorTrees.BlockRows;
    private readonly Node[] _nodes;
    private readonly double[] _values;
    private readonly int[] _roots;

    public InterleavedTrees(RegressionTree[] trees)
    {
        var nodes = new List<Node>();
        var values = new List<double>();
        _roots = new int[trees.Length];
        for (int t = 0; t < trees.Length; t++)
        {
            _roots[t] = nodes.Count;
            Compile(trees[t], nodes, values);
        }
        _nodes = [.. nodes];
        _values = [.. values];
    }

    /// <summary>Adds every tree's value for each row of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<float> turned, Span<double> sums)
    {
        ref float x = ref MemoryMarshal.GetReference(turned);
        ref Node nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        foreach (int root in _roots)
            for (int r = 0; r < Rows; r += 8)
            {
                ref float rows = ref Unsafe.Add(ref x, r);
                int a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root, moved;
                do
                {
                    int a1 = Step(ref nodes, ref rows, a, 0), b1 = Step(ref nodes, ref rows, b, 1);
                    int c1 = Step(ref nodes, ref rows, c, 2), d1 = Step(ref nodes, ref rows, d, 3);
                    moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
                    int e1 = Step(ref nodes, ref rows, e, 4), f1 = Step(ref nodes, ref rows, f, 5);
                    int g1 = Step(ref nodes, ref rows, g, 6), h1 = Step(ref nodes, ref rows, h, 7);
                    moved |= (e ^ e1) | (f ^ f1) | (g ^ g1) | (h ^ h1);
                    (a, b, c, d, e, f, g, h) = (a1, b1, c1, d1, e1, f1, g1, h1);
                }
                while (moved != 0);
                sums[r] += _values[a];
                sums[r + 1] += _values[b];
                sums[r + 2] += _values[c];
                sums[r + 3] += _values[d];
                sums[r + 4] += _values[e];
                sums[r + 5] += _values[f];
                sums[r + 6] += _values[g];
                sums[r + 7] += _values[h];
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(ref Node nodes, ref float rows, int at, int lane)
    {
        ref Node node = ref Unsafe.Add(ref nodes, at);
        float value = Unsafe.Add(ref rows, node.Column + lane);
        // NaN fails both comparisons: it goes left unless the node's mark sends it right.
        int above = value > node.Bound ? 1 : 0;
        int nan = float.IsNaN(value) ? node.NanRight : 0;
        return node.Left + (above | nan);
    }

    private static void Compile(RegressionTree tree, List<Node> nodes, List<double> values)
    {
        Add(0, nodes.Count);

        void Add(int node, int place)
        {
            while (nodes.Count <= place)
            {
                nodes.Add(default);
                values.Add(0);
            }
            if (node < 0)
            {
                nodes[place] = new Node(float.PositiveInfinity, 0, place, 0);
                values[place] = tree.LeafValue[~node];
                return;
            }
            int children = nodes.Count;
            nodes.Add(default);
            nodes.Add(default);
            values.Add(0);
            values.Add(0);
            nodes[place] = new Node(FloatBound.Of(tree.Threshold[node]), tree.SplitFeature[node] * Rows, children, tree.GoesLeft(node, double.NaN) ? 0 : 1);
            Add(tree.Left[node], children);
            Add(tree.Right[node], children + 1);
        }
    }

    private readonly record struct Node(float Bound, int Column, int Left, int NanRight);
}
