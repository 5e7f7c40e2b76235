namespace Recsys.MLNet.Models;

/// <summary>Shapley values of a tree ensemble in polynomial time.</summary>
/// <remarks>
/// <code>φ_f = Σ_{S ∌ f} |S|! (F − |S| − 1)! / F! · (v(S ∪ f) − v(S))</code>
/// where v(S) is the tree's expected value when only the features in S are known, following both children of every other
/// node in proportion to their training rows. One descent carries, for each feature met on the path, the share of coalitions
/// that reach the node with it (<c>one</c>) and without it (<c>zero</c>), and the weight of every coalition size.
/// Invariants the tests hold: Σ φ + expected = score; equal to the sum over all subsets on small trees; a feature without a
/// split gets 0. Cost O(L·D²) for each tree, L leaves and D depth.
/// Lundberg, Erion, Lee 2018, "Consistent individualized feature attribution for tree ensembles", algorithm 2.
/// </remarks>
internal static class TreeShap
{
    /// <summary>contributions is (F + 1), overwritten, the expected value last.</summary>
    public static void Compute(IReadOnlyList<RegressionTree> trees, ReadOnlySpan<double> features, Span<double> contributions)
    {
        contributions.Clear();
        int deepest = 0;
        foreach (var tree in trees)
            deepest = Math.Max(deepest, DepthOf(tree));
        var path = new Step[(deepest + 2) * (deepest + 3) / 2 + deepest + 2];
        foreach (var tree in trees)
        {
            contributions[^1] += Expected(tree);
            if (tree.LeafCount > 1)
                Descend(tree, features, contributions, 0, 0, path, 0, 1, 1, -1);
        }
    }

    /// <summary>Mean leaf value over the training rows.</summary>
    public static double Expected(RegressionTree tree)
    {
        if (tree.LeafCount == 1)
            return tree.LeafValue[0];
        double rows = tree.NodeRows[0], sum = 0;
        for (int i = 0; i < tree.LeafCount; i++)
            sum += tree.LeafRows[i] / rows * tree.LeafValue[i];
        return sum;
    }

    /// <summary>Nodes on the longest way from root to leaf.</summary>
    public static int DepthOf(RegressionTree tree)
    {
        if (tree.LeafCount == 1)
            return 0;
        var stack = new Stack<(int Node, int Depth)>();
        stack.Push((0, 1));
        int deepest = 0;
        while (stack.TryPop(out var at))
        {
            deepest = Math.Max(deepest, at.Depth);
            if (tree.Left[at.Node] >= 0)
                stack.Push((tree.Left[at.Node], at.Depth + 1));
            if (tree.Right[at.Node] >= 0)
                stack.Push((tree.Right[at.Node], at.Depth + 1));
        }
        return deepest;
    }

    private static void Descend(RegressionTree tree, ReadOnlySpan<double> features, Span<double> phi, int node, int depth,
                                Step[] path, int parent, double zero, double one, int feature)
    {
        int own = parent + depth; // every level of the recursion keeps a copy of the path, after its parent's
        Array.Copy(path, parent, path, own, depth);
        Extend(path.AsSpan(own), depth, zero, one, feature);
        if (node < 0)
        {
            for (int i = 1; i <= depth; i++)
            {
                ref var step = ref path[own + i];
                phi[step.Feature] += UnwoundSum(path.AsSpan(own), depth, i) * (step.One - step.Zero) * tree.LeafValue[~node];
            }
            return;
        }
        int split = tree.SplitFeature[node];
        bool left = tree.GoesLeft(node, features[split]);
        int hot = left ? tree.Left[node] : tree.Right[node];
        int cold = left ? tree.Right[node] : tree.Left[node];
        double rows = tree.NodeRows[node];
        double zeroSoFar = 1, oneSoFar = 1;
        for (int i = 1; i <= depth; i++)
        {
            if (path[own + i].Feature != split)
                continue;
            // The feature was split on above: take that step out, this node's replaces it.
            zeroSoFar = path[own + i].Zero;
            oneSoFar = path[own + i].One;
            Unwind(path.AsSpan(own), depth, i);
            depth--;
            break;
        }
        Descend(tree, features, phi, hot, depth + 1, path, own, tree.RowsAt(hot) / rows * zeroSoFar, oneSoFar, split);
        Descend(tree, features, phi, cold, depth + 1, path, own, tree.RowsAt(cold) / rows * zeroSoFar, 0, split);
    }

    private static void Extend(Span<Step> path, int depth, double zero, double one, int feature)
    {
        path[depth] = new Step { Feature = feature, Zero = zero, One = one, Weight = depth == 0 ? 1 : 0 };
        for (int i = depth - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) / (depth + 1);
            path[i].Weight = zero * path[i].Weight * (depth - i) / (depth + 1);
        }
    }

    private static void Unwind(Span<Step> path, int depth, int index)
    {
        double one = path[index].One, zero = path[index].Zero, carried = path[depth].Weight;
        for (int i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double before = path[i].Weight;
                path[i].Weight = carried * (depth + 1) / ((i + 1) * one);
                carried = before - path[i].Weight * zero * (depth - i) / (depth + 1);
            }
            else
            {
                path[i].Weight = path[i].Weight * (depth + 1) / (zero * (depth - i));
            }
        }
        for (int i = index; i < depth; i++)
        {
            path[i].Feature = path[i + 1].Feature;
            path[i].Zero = path[i + 1].Zero;
            path[i].One = path[i + 1].One;
        }
    }

    private static double UnwoundSum(ReadOnlySpan<Step> path, int depth, int index)
    {
        double one = path[index].One, zero = path[index].Zero, carried = path[depth].Weight, total = 0;
        for (int i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double weight = carried * (depth + 1) / ((i + 1) * one);
                total += weight;
                carried = path[i].Weight - weight * zero * (depth - i) / (depth + 1);
            }
            else if (zero != 0)
            {
                total += path[i].Weight / zero * (depth + 1) / (depth - i);
            }
        }
        return total;
    }

    private struct Step
    {
        public int Feature;
        public double Zero;
        public double One;
        public double Weight;
    }
}
