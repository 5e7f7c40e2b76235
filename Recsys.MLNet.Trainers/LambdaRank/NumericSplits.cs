using System.Runtime.CompilerServices;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Finds the best threshold of a numeric feature from the sums of its bins.</summary>
/// <remarks>
/// <code>gain(t) = gain of rows in bins ≤ t  +  gain of rows in bins &gt; t  −  gain of all</code>
/// Scanned from right to left with missing rows on the left; where rows can be missing also from left to right with them on the
/// right. The rows of a side are estimated from its hessians, as LightGBM does, so no counts need to be summed.
/// Of equal gains the first met wins: the highest threshold, missing to the left.
/// Shapes: bins (B) packed sums. Cost O(B).
/// </remarks>
internal static class NumericSplits
{
    private const double Epsilon = 1e-15f; // LightGBM's guard against empty sums

    /// <summary>Whether any threshold gains; if so <paramref name="best"/> is it when it beats what it holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Find<TRule>(ReadOnlySpan<long> bins, FeatureBins feature, int slot, in LeafSums leaf, PackedGradients units,
                                   LambdaRankOptions options, TRule rule, int onlyThreshold, ref SplitCandidate best) where TRule : struct, ILeafRule
    {
        var scan = new Scan<TRule>(bins, leaf, units, options, rule, onlyThreshold);
        bool both = feature.Count > 2 && feature.Missing != MissingKind.None;
        bool nan = both && feature.Missing == MissingKind.NaN;
        int skip = both && feature.Missing == MissingKind.Zero ? feature.ZeroBin : -1;

        scan.FromRight(feature.Count - 1 - (nan ? 1 : 0), skip);
        scan.DefaultLeft = scan.Threshold >= 0 && (both || feature.Missing != MissingKind.NaN);
        if (both)
            scan.FromLeft(feature.Count - 2, skip);
        if (scan.Threshold < 0)
            return false;

        var found = new SplitCandidate
        {
            Gain = scan.Gain - scan.Floor,
            Slot = slot,
            Threshold = scan.Threshold,
            DefaultLeft = scan.DefaultLeft,
            LeftSums = scan.LeftSums,
            LeftOutput = scan.LeftOutput(),
            RightOutput = scan.RightOutput(),
        };
        if (found.IsBetterThan(best))
            best = found;
        return true;
    }

    private ref struct Scan<TRule>(ReadOnlySpan<long> bins, LeafSums leaf, PackedGradients units, LambdaRankOptions options, TRule rule, int onlyThreshold)
        where TRule : struct, ILeafRule
    {
        private readonly ReadOnlySpan<long> _bins = bins;
        private readonly TRule _rule = rule;
        private readonly double _unitG = units.UnitG;
        private readonly double _unitH = units.UnitH;
        private readonly int _minRows = options.MinDataInLeaf;
        private readonly double _minHessian = options.MinSumHessianInLeaf;
        private readonly int _only = onlyThreshold;
        private readonly long _total = leaf.Packed;
        private readonly int _rows = leaf.Rows;
        private readonly double _g = PackedGradients.SumG(leaf.Packed) * units.UnitG;
        private readonly double _h = PackedGradients.SumH(leaf.Packed) * units.UnitH + 2 * Epsilon;
        private int _leftRows;

        public double Floor { get; } = rule.WholeGain(PackedGradients.SumG(leaf.Packed) * units.UnitG, PackedGradients.SumH(leaf.Packed) * units.UnitH + 2 * Epsilon, leaf.Rows) + options.MinGainToSplit;

        public double Gain { get; private set; } = double.NegativeInfinity;

        public int Threshold { get; private set; } = -1;

        public long LeftSums { get; private set; }

        public bool DefaultLeft { get; set; }

        public void FromRight(int first, int skip)
        {
            double rowsPerHessian = _rows / _h * _unitH;
            double floor = Math.Max(Floor, Gain);
            long sums = 0;
            int rightRows = 0;
            for (int t = first; t >= 1; t--)
            {
                if (t == skip)
                    continue;
                long bin = _bins[t];
                sums += bin;
                rightRows += (int)(PackedGradients.SumH(bin) * rowsPerHessian + 0.5);
                double rightH = PackedGradients.SumH(sums) * _unitH + Epsilon;
                if (rightRows < _minRows || rightH < _minHessian)
                    continue;
                double leftH = _h - rightH;
                if (_rows - rightRows < _minRows || leftH < _minHessian)
                    break;
                if (_only >= 0 && t - 1 != _only)
                    continue;
                double rightG = PackedGradients.SumG(sums) * _unitG;
                if (!_rule.MayExceed(_g - rightG, leftH, rightG, rightH, floor))
                    continue;
                double gain = _rule.SplitGain(_g - rightG, leftH, _rows - rightRows, rightG, rightH, rightRows);
                if (!(gain > floor))
                    continue;
                floor = Gain = gain;
                Threshold = t - 1;
                LeftSums = _total - sums;
                _leftRows = _rows - rightRows;
            }
        }

        public void FromLeft(int last, int skip)
        {
            double rowsPerHessian = _rows / _h * _unitH;
            double floor = Math.Max(Floor, Gain);
            long sums = 0;
            int leftRows = 0;
            for (int t = 0; t <= last; t++)
            {
                if (t == skip)
                    continue;
                long bin = _bins[t];
                sums += bin;
                leftRows += (int)(PackedGradients.SumH(bin) * rowsPerHessian + 0.5);
                double leftH = PackedGradients.SumH(sums) * _unitH + Epsilon;
                if (leftRows < _minRows || leftH < _minHessian)
                    continue;
                double rightH = _h - leftH;
                if (_rows - leftRows < _minRows || rightH < _minHessian)
                    break;
                if (_only >= 0 && t != _only)
                    continue;
                double leftG = PackedGradients.SumG(sums) * _unitG;
                if (!_rule.MayExceed(leftG, leftH, _g - leftG, rightH, floor))
                    continue;
                double gain = _rule.SplitGain(leftG, leftH, leftRows, _g - leftG, rightH, _rows - leftRows);
                if (!(gain > floor))
                    continue;
                floor = Gain = gain;
                Threshold = t;
                LeftSums = sums;
                DefaultLeft = false;
                _leftRows = leftRows;
            }
        }

        public readonly double LeftOutput() => _rule.Output(PackedGradients.SumG(LeftSums) * _unitG, PackedGradients.SumH(LeftSums) * _unitH + Epsilon, _leftRows);

        public readonly double RightOutput()
        {
            long right = _total - LeftSums;
            return _rule.Output(PackedGradients.SumG(right) * _unitG, PackedGradients.SumH(right) * _unitH + Epsilon, _rows - _leftRows);
        }
    }
}
