using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Models;

/// <summary>Finds the exit leaves of small trees for a block of rows without a branch that depends on the data.</summary>
/// <remarks>
/// <code>
/// v = all ones, one bit a leaf, leaves numbered from left to right
/// for every node whose test fails for the row: v &amp;= ~(leaves of the node's left subtree)
/// exit leaf = lowest set bit of v
/// </code>
/// One lane holds v of one row: a node costs a compare and two bit operations for <c>Vector&lt;float&gt;.Count</c> rows, and its
/// constants are loaded once for four vectors. The order of the nodes is free, so those that send NaN left come first.
/// Shapes: turned (F, <see cref="BlockRows"/>), sums (<see cref="BlockRows"/>) added to.
/// Lucchese et al. 2015, "QuickScorer", with lanes over rows as in V-QuickScorer (2016).
/// </remarks>
internal sealed class BitvectorTrees
{
    /// <summary>One bit of a lane for each leaf.</summary>
    public const int MaxLeaves = 32;

    /// <summary>Rows of a block, whatever the vector width.</summary>
    public const int BlockRows = 32;

    private readonly int[] _nodeStart;
    private readonly int[] _nanRightStart;
    private readonly int[] _leafStart;
    private readonly double[] _leafValue;
    private readonly Node[] _nodes;

    public BitvectorTrees(RegressionTree[] trees)
    {
        _nodeStart = new int[trees.Length + 1];
        _nanRightStart = new int[trees.Length];
        _leafStart = new int[trees.Length];
        var nodes = new List<Node>();
        var values = new List<double>();
        for (int t = 0; t < trees.Length; t++)
        {
            var (nanLeft, nanRight, leaves) = Compile(trees[t]);
            _nodeStart[t] = nodes.Count;
            nodes.AddRange(nanLeft);
            _nanRightStart[t] = nodes.Count;
            nodes.AddRange(nanRight);
            _leafStart[t] = values.Count;
            values.AddRange(leaves);
        }
        _nodeStart[^1] = nodes.Count;
        _nodes = [.. nodes];
        _leafValue = [.. values];
    }

    /// <summary>Adds every tree's value for each row of the block.</summary>
    public void Add(ReadOnlySpan<float> turned, Span<double> sums)
    {
        if (sums.Length != BlockRows)
            throw new ArgumentException($"sums holds {sums.Length} values; expected {BlockRows}.");
        Span<uint> exits = stackalloc uint[BlockRows];
        for (int t = 0; t < _nanRightStart.Length; t++)
        {
            if (BlockRows == 4 * Vector<float>.Count)
                FourVectors(t, turned, exits);
            else
                AnyWidth(t, turned, exits);
            ref double values = ref _leafValue[_leafStart[t]];
            for (int i = 0; i < BlockRows; i++)
                sums[i] += Unsafe.Add(ref values, BitOperations.TrailingZeroCount(exits[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourVectors(int tree, ReadOnlySpan<float> turned, Span<uint> exits)
    {
        ref float x = ref MemoryMarshal.GetReference(turned);
        ref Node nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        int lanes = Vector<float>.Count;
        Vector<uint> v0 = Vector<uint>.AllBitsSet, v1 = v0, v2 = v0, v3 = v0;
        int n = _nodeStart[tree], nanRight = _nanRightStart[tree], end = _nodeStart[tree + 1];
        for (; n < nanRight; n++)
        {
            ref Node node = ref Unsafe.Add(ref nodes, n);
            ref float column = ref Unsafe.Add(ref x, node.Column);
            var bound = new Vector<float>(node.Bound);
            var clear = new Vector<uint>(node.Clear);
            v0 = Vector.AndNot(v0, Vector.GreaterThan(Vector.LoadUnsafe(ref column), bound).As<int, uint>() & clear);
            v1 = Vector.AndNot(v1, Vector.GreaterThan(Vector.LoadUnsafe(ref column, (nuint)lanes), bound).As<int, uint>() & clear);
            v2 = Vector.AndNot(v2, Vector.GreaterThan(Vector.LoadUnsafe(ref column, (nuint)(2 * lanes)), bound).As<int, uint>() & clear);
            v3 = Vector.AndNot(v3, Vector.GreaterThan(Vector.LoadUnsafe(ref column, (nuint)(3 * lanes)), bound).As<int, uint>() & clear);
        }
        for (; n < end; n++)
        {
            ref Node node = ref Unsafe.Add(ref nodes, n);
            ref float column = ref Unsafe.Add(ref x, node.Column);
            var bound = new Vector<float>(node.Bound);
            var keep = new Vector<uint>(~node.Clear);
            v0 &= Vector.LessThanOrEqual(Vector.LoadUnsafe(ref column), bound).As<int, uint>() | keep;
            v1 &= Vector.LessThanOrEqual(Vector.LoadUnsafe(ref column, (nuint)lanes), bound).As<int, uint>() | keep;
            v2 &= Vector.LessThanOrEqual(Vector.LoadUnsafe(ref column, (nuint)(2 * lanes)), bound).As<int, uint>() | keep;
            v3 &= Vector.LessThanOrEqual(Vector.LoadUnsafe(ref column, (nuint)(3 * lanes)), bound).As<int, uint>() | keep;
        }
        v0.CopyTo(exits);
        v1.CopyTo(exits[lanes..]);
        v2.CopyTo(exits[(2 * lanes)..]);
        v3.CopyTo(exits[(3 * lanes)..]);
    }

    private void AnyWidth(int tree, ReadOnlySpan<float> turned, Span<uint> exits)
    {
        exits.Fill(uint.MaxValue);
        for (int n = _nodeStart[tree]; n < _nodeStart[tree + 1]; n++)
        {
            var node = _nodes[n];
            var column = turned.Slice(node.Column, BlockRows);
            bool nanLeft = n < _nanRightStart[tree];
            for (int i = 0; i < BlockRows; i++)
                if (nanLeft ? column[i] > node.Bound : !(column[i] <= node.Bound))
                    exits[i] &= ~node.Clear;
        }
    }

    private static (List<Node> NanLeft, List<Node> NanRight, List<double> Leaves) Compile(RegressionTree tree)
    {
        var nanLeft = new List<Node>();
        var nanRight = new List<Node>();
        var leaves = new List<double>();
        Visit(tree.LeafCount == 1 ? ~0 : 0);
        return (nanLeft, nanRight, leaves);

        // Returns the bits of the leaves below.
        uint Visit(int node)
        {
            if (node < 0)
            {
                leaves.Add(tree.LeafValue[~node]);
                return 1u << (leaves.Count - 1);
            }
            uint left = Visit(tree.Left[node]);
            uint right = Visit(tree.Right[node]);
            var compiled = new Node(FloatBound.Of(tree.Threshold[node]), tree.SplitFeature[node] * BlockRows, left);
            (tree.GoesLeft(node, double.NaN) ? nanLeft : nanRight).Add(compiled);
            return left | right;
        }
    }

    private readonly record struct Node(float Bound, int Column, uint Clear);
}
