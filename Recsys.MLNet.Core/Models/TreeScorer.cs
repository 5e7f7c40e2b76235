using System.Buffers;

namespace Recsys.MLNet.Models;

/// <summary>Sums the trees for rows: picks, tree by tree, the traversal that the benchmark found fastest.</summary>
/// <remarks>
/// <code>score[i] = Σ_t value_t(leaf of row i in tree t)</code>
/// Trees of at most 32 leaves go through <see cref="BitvectorTrees"/>, larger ones through <see cref="InterleavedTrees"/>;
/// trees with categorical or zero-as-missing splits through <see cref="RegressionTree.LeafOf(ReadOnlySpan{float})"/>, the definition.
/// A tree's value is added in double in the order bitvector, interleaved, others: agreement with the definition to a few ε.
/// </remarks>
internal sealed class TreeScorer
{
    private readonly int _features;
    private readonly RegressionTree[] _all;
    private readonly RegressionTree[] _others;
    private readonly BitvectorTrees _small;
    private readonly InterleavedTrees _large;

    public TreeScorer(IReadOnlyList<RegressionTree> trees, int features)
    {
        _features = features;
        _all = [.. trees];
        var plain = _all.Where(IsPlain).ToArray();
        _others = [.. _all.Where(t => !IsPlain(t))];
        _small = new BitvectorTrees([.. plain.Where(t => t.LeafCount <= BitvectorTrees.MaxLeaves)]);
        _large = new InterleavedTrees([.. plain.Where(t => t.LeafCount > BitvectorTrees.MaxLeaves)]);
    }

    /// <summary>One row, by the definition.</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (var tree in _all)
            sum += tree.LeafValue[tree.LeafOf(row)];
        return sum;
    }

    /// <summary>rows (N, F) row-major, scores (N) overwritten.</summary>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        const int Block = BitvectorTrees.BlockRows;
        float[] turned = ArrayPool<float>.Shared.Rent(_features * Block); // places beyond the last row hold anything: their sums are not read
        Span<double> sums = stackalloc double[Block];
        for (int start = 0; start < scores.Length; start += Block)
        {
            int count = Math.Min(Block, scores.Length - start);
            var block = rows.Slice(start * _features, count * _features);
            Turn(block, count, turned);
            sums.Clear();
            _small.Add(turned, sums);
            _large.Add(turned, sums);
            foreach (var tree in _others)
                for (int i = 0; i < count; i++)
                    sums[i] += tree.LeafValue[tree.LeafOf(block.Slice(i * _features, _features))];
            for (int i = 0; i < count; i++)
                scores[start + i] = (float)sums[i];
        }
        ArrayPool<float>.Shared.Return(turned);
    }

    private static bool IsPlain(RegressionTree tree)
    {
        foreach (byte decision in tree.DecisionType)
            if ((decision & RegressionTree.Categorical) != 0 || RegressionTree.MissingOf(decision) == MissingKind.Zero)
                return false;
        return true;
    }

    /// <summary>block (B, F) into turned (F, Block): one feature of all rows side by side.</summary>
    private void Turn(ReadOnlySpan<float> block, int count, float[] turned)
    {
        for (int i = 0; i < count; i++)
        {
            var row = block.Slice(i * _features, _features);
            for (int f = 0; f < row.Length; f++)
                turned[f * BitvectorTrees.BlockRows + i] = row[f];
        }
    }
}
