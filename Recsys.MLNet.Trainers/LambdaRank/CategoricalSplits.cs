using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Finds the best set of categories to send left.</summary>
/// <remarks>
/// Few categories: each one against all others. More: categories sorted by <c>g / (h + cat_smooth)</c>, then the best prefix of
/// that order from either end, at most <see cref="LambdaRankOptions.MaxCatThreshold"/> categories long; for a convex loss the
/// best subset is such a prefix (Fisher 1958, "On grouping for maximum homogeneity").
/// Bin 0 (missing and unknown) always goes right. Shapes: bins (B) packed sums.
/// </remarks>
internal static class CategoricalSplits
{
    private const double Epsilon = 1e-15f;

    public static bool Find(ReadOnlySpan<long> bins, FeatureBins feature, int slot, in LeafSums leaf, PackedGradients units,
                            LambdaRankOptions options, Func<int, int>? pickOne, ref SplitCandidate best)
    {
        double g = PackedGradients.SumG(leaf.Packed) * units.UnitG;
        double h = PackedGradients.SumH(leaf.Packed) * units.UnitH + 2 * Epsilon;
        double rowsPerHessian = leaf.Rows / h * units.UnitH;
        bool oneHot = feature.Count <= options.MaxCatToOneHot;
        var whole = new FullLeafRule(options, 0, 0, leaf);
        var rule = new FullLeafRule(options, oneHot ? 0 : options.CatL2, 0, leaf);
        double floor = whole.WholeGain(g, h, leaf.Rows) + options.MinGainToSplit;
        var found = SplitCandidate.None;
        int foundRows = 0;

        if (oneHot)
        {
            int only = pickOne is null ? -1 : 1 + pickOne(feature.Count - 1);
            for (int t = 1; t < feature.Count; t++)
            {
                int rows = RowsOf(bins[t], rowsPerHessian);
                if (only >= 0 && t != only)
                    continue;
                Try(bins[t], rows, [t], ref found, ref foundRows, floor, rule, leaf, units, options, g, h);
            }
        }
        else
        {
            var order = new List<(double Key, int Bin)>();
            for (int t = 1; t < feature.Count; t++)
                if (RowsOf(bins[t], rowsPerHessian) >= options.CatSmooth)
                    order.Add((PackedGradients.SumG(bins[t]) * units.UnitG / (PackedGradients.SumH(bins[t]) * units.UnitH + options.CatSmooth), t));
            order.Sort(); // by key, then by bin
            int longest = Math.Min(options.MaxCatThreshold, (order.Count + 1) / 2);
            int only = pickOne is null || longest <= 1 ? -1 : pickOne(longest - 1);
            for (int end = 0; end < 2; end++)
            {
                long sums = 0;
                int rows = 0, inGroup = 0;
                var chosen = new List<int>();
                for (int i = 0; i < longest && i < order.Count; i++)
                {
                    int bin = order[end == 0 ? i : order.Count - 1 - i].Bin;
                    chosen.Add(bin);
                    sums += bins[bin];
                    int binRows = RowsOf(bins[bin], rowsPerHessian);
                    rows += binRows;
                    inGroup += binRows;
                    if (leaf.Rows - rows < options.MinDataPerGroup)
                        break;
                    if (rows < options.MinDataInLeaf || inGroup < options.MinDataPerGroup)
                        continue;
                    inGroup = 0;
                    if (only >= 0 && i != only)
                        continue;
                    Try(sums, rows, chosen, ref found, ref foundRows, floor, rule, leaf, units, options, g, h);
                }
            }
        }
        if (found.LeftBins is null)
            return false;
        long right = leaf.Packed - found.LeftSums;
        found.Gain -= floor;
        found.Slot = slot;
        found.LeftOutput = rule.Output(PackedGradients.SumG(found.LeftSums) * units.UnitG, PackedGradients.SumH(found.LeftSums) * units.UnitH + Epsilon, foundRows);
        found.RightOutput = rule.Output(PackedGradients.SumG(right) * units.UnitG, PackedGradients.SumH(right) * units.UnitH + Epsilon, leaf.Rows - foundRows);
        if (found.IsBetterThan(best))
            best = found;
        return true;
    }

    private static void Try(long left, int leftRows, List<int> bins, ref SplitCandidate found, ref int foundRows, double floor, FullLeafRule rule,
                            in LeafSums leaf, PackedGradients units, LambdaRankOptions options, double g, double h)
    {
        double leftH = PackedGradients.SumH(left) * units.UnitH + Epsilon, rightH = h - leftH;
        int rightRows = leaf.Rows - leftRows;
        if (leftRows < options.MinDataInLeaf || rightRows < options.MinDataInLeaf
            || leftH < options.MinSumHessianInLeaf || rightH < options.MinSumHessianInLeaf)
            return;
        double leftG = PackedGradients.SumG(left) * units.UnitG;
        double gain = rule.SplitGain(leftG, leftH, leftRows, g - leftG, rightH, rightRows);
        if (!(gain > floor) || !(gain > found.Gain))
            return;
        found.Gain = gain;
        found.LeftSums = left;
        found.LeftBins = [.. bins];
        foundRows = leftRows;
    }

    private static int RowsOf(long bin, double rowsPerHessian) => (int)(PackedGradients.SumH(bin) * rowsPerHessian + 0.5);
}
