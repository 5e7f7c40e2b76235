using System.Buffers;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Finds the bins of one feature from a sample of its values, with LightGBM's bounds.</summary>
/// <remarks>
/// Distinct values are counted; zero gets a bin of its own; the negative and the positive side share the other bins in
/// proportion to their rows; on each side a bin is closed when it has reached the mean number of rows of the bins that are left,
/// and a value that alone reaches the mean gets its own bin. A bound lies just above the middle of two neighbours.
/// Ke et al. 2017, "LightGBM: a highly efficient gradient boosting decision tree", §2.1; the cases follow LightGBM 4.6.
/// </remarks>
internal static class BinFinder
{
    private const double Zero = RegressionTree.ZeroBound;

    /// <summary>Above this share of one value a feature counts as sparse.</summary>
    public const double SparseShare = 0.7;

    /// <param name="name">The feature's name.</param>
    /// <param name="sample">Its sampled values; reordered.</param>
    /// <param name="options">Bins and limits.</param>
    /// <param name="minRowsAside">Rows that a useful split leaves on each side, in rows of the sample.</param>
    /// <param name="categorical">Values are category numbers.</param>
    public static FeatureBins Find(string name, Span<double> sample, LambdaRankOptions options, int minRowsAside, bool categorical)
    {
        int total = sample.Length, kept = 0;
        foreach (double value in sample)
            if (!double.IsNaN(value))
                sample[kept++] = value;
        int nan = total - kept;
        var values = sample[..kept];
        values.Sort();
        int[] room = ArrayPool<int>.Shared.Rent(kept + 1);
        try
        {
            int distinct = Distinct(values, room);
            ReadOnlySpan<double> found = kept > 0 ? values[..distinct] : [0];
            ReadOnlySpan<int> counts = kept > 0 ? room.AsSpan(0, distinct) : [0];
            return categorical
                ? Categorical(name, found, counts, total, nan, options, minRowsAside)
                : Numeric(name, found, counts, total, nan, options, minRowsAside);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(room);
        }
    }

    private static FeatureBins Numeric(string name, ReadOnlySpan<double> distinct, ReadOnlySpan<int> counts, int total, int nan, LambdaRankOptions options, int minRowsAside)
    {
        var missing = !options.UseMissing ? MissingKind.None
            : options.ZeroAsMissing ? MissingKind.Zero
            : nan > 0 ? MissingKind.NaN : MissingKind.None;
        if (missing != MissingKind.NaN && nan > 0)
        {
            var (values, rowsOf) = AddZeros(distinct, counts, nan); // NaN is read as 0
            distinct = values;
            counts = rowsOf;
        }
        bool nanBin = missing == MissingKind.NaN;
        double[] upper = Bounds(distinct, counts, nanBin ? options.MaxBin - 1 : options.MaxBin, nanBin ? total - nan : total, options.MinDataInBin);
        if (missing == MissingKind.Zero && upper.Length == 2)
            missing = MissingKind.None;
        int bins = upper.Length + (nanBin ? 1 : 0);
        var rows = new int[bins];
        for (int i = 0, bin = 0; i < distinct.Length; i++)
        {
            while (distinct[i] > upper[bin] && bin < upper.Length - 1)
                bin++;
            rows[bin] += counts[i];
        }
        if (nanBin)
            rows[^1] = nan;
        int zero = 0;
        while (zero < upper.Length - 1 && upper[zero] < 0)
            zero++;
        int most = MostFrequent(rows, zero, total);
        return new FeatureBins
        {
            Name = name,
            Count = bins,
            Missing = missing,
            Upper = upper,
            ZeroBin = zero,
            MostFrequentBin = most,
            MostFrequentShare = (double)rows[most] / total,
            IsTrivial = bins <= 1 || !CanSplit(rows, total, minRowsAside),
            Low = distinct[0],
            High = distinct[^1],
        };
    }

    private static FeatureBins Categorical(string name, ReadOnlySpan<double> distinct, ReadOnlySpan<int> counts, int total, int nan, LambdaRankOptions options, int minRowsAside)
    {
        var rowsOf = new SortedDictionary<int, int>();
        for (int i = 0; i < distinct.Length; i++)
        {
            if (distinct[i] > int.MaxValue)
                throw new InvalidDataException($"Feature '{name}' is categorical and holds {distinct[i]}; categories are whole numbers from 0 to {int.MaxValue}. Number them, or make the feature numeric.");
            if (distinct[i] < 0)
                nan += counts[i];
            else
                rowsOf[(int)distinct[i]] = rowsOf.GetValueOrDefault((int)distinct[i]) + counts[i];
        }
        // Frequent first; of equally frequent ones the smaller number.
        var ordered = rowsOf.OrderByDescending(p => p.Value).ToArray();
        int cut = (int)((total - nan) * 0.99f + 0.5f);
        int maxBin = Math.Min(ordered.Length + (nan > 0 ? 1 : 0), options.MaxBin);
        var categories = new List<int> { -1 };
        var rows = new List<int> { 0 };
        int used = 0;
        foreach (var (category, count) in ordered)
        {
            if (used >= cut && categories.Count >= maxBin)
                break;
            if (count < options.MinDataInBin && categories.Count > 2)
                break;
            if (categories.Count == 255)
                break; // one byte a bin: the rest joins the unknown
            categories.Add(category);
            rows.Add(count);
            used += count;
        }
        rows[0] = total - used;
        bool all = categories.Count - 1 == ordered.Length && nan == 0;
        int most = MostFrequent([.. rows], 0, total);
        return new FeatureBins
        {
            Name = name,
            Count = categories.Count,
            IsCategorical = true,
            Missing = all ? MissingKind.None : MissingKind.NaN,
            Categories = [.. categories],
            ZeroBin = Math.Max(0, categories.IndexOf(0)),
            MostFrequentBin = most,
            MostFrequentShare = (double)rows[most] / total,
            IsTrivial = categories.Count <= 1 || (categories.Count <= 2 && !CanSplit([.. rows], total, minRowsAside)),
        };
    }

    /// <summary>Values that differ by no more than the next double are one; the larger stands for both. Written over the values; returns how many.</summary>
    private static int Distinct(Span<double> sorted, Span<int> counts)
    {
        if (sorted.IsEmpty)
            return 0;
        int distinct = 0;
        counts[0] = 1;
        double last = sorted[0];
        for (int i = 1; i < sorted.Length; i++)
        {
            double value = sorted[i];
            if (value > Math.BitIncrement(last))
            {
                sorted[distinct++] = last;
                counts[distinct] = 0;
            }
            counts[distinct]++;
            last = value;
        }
        sorted[distinct++] = last;
        return distinct;
    }

    private static (double[] Distinct, int[] Counts) AddZeros(ReadOnlySpan<double> distinct, ReadOnlySpan<int> counts, int zeros)
    {
        int place = 0;
        while (place < distinct.Length && distinct[place] < 0)
            place++;
        if (place < distinct.Length && distinct[place] == 0)
        {
            int[] more = [.. counts];
            more[place] += zeros;
            return ([.. distinct], more);
        }
        return ([.. distinct[..place], 0, .. distinct[place..]], [.. counts[..place], zeros, .. counts[place..]]);
    }

    private static double[] Bounds(ReadOnlySpan<double> distinct, ReadOnlySpan<int> counts, int maxBin, int total, int minDataInBin)
    {
        int negatives = 0, positivesFrom = distinct.Length;
        int negativeRows = 0, zeroRows = 0, positiveRows = 0;
        for (int i = 0; i < distinct.Length; i++)
        {
            if (distinct[i] <= -Zero)
            {
                negatives = i + 1;
                negativeRows += counts[i];
            }
            else if (distinct[i] > Zero)
            {
                positivesFrom = Math.Min(positivesFrom, i);
                positiveRows += counts[i];
            }
            else
            {
                zeroRows += counts[i];
            }
        }
        var upper = new List<double>();
        if (negatives > 0 && maxBin > 1)
        {
            int bins = Math.Max(1, (int)((double)negativeRows / (total - zeroRows) * (maxBin - 1)));
            upper.AddRange(OneSide(distinct[..negatives], counts[..negatives], bins, negativeRows, minDataInBin));
            upper[^1] = -Zero;
        }
        int left = maxBin - 1 - upper.Count;
        if (positivesFrom < distinct.Length && left > 0)
        {
            upper.Add(Zero);
            upper.AddRange(OneSide(distinct[positivesFrom..], counts[positivesFrom..], left, positiveRows, minDataInBin));
        }
        else
        {
            upper.Add(double.PositiveInfinity);
        }
        return [.. upper];
    }

    private static List<double> OneSide(ReadOnlySpan<double> distinct, ReadOnlySpan<int> counts, int maxBin, int total, int minDataInBin)
    {
        var upper = new List<double>();
        int last = distinct.Length - 1;
        if (distinct.Length <= maxBin)
        {
            for (int i = 0, rows = 0; i < last; i++)
            {
                rows += counts[i];
                if (rows >= minDataInBin && AddBound(upper, distinct[i], distinct[i + 1]))
                    rows = 0;
            }
            upper.Add(double.PositiveInfinity);
            return upper;
        }
        if (minDataInBin > 0)
            maxBin = Math.Max(1, Math.Min(maxBin, total / minDataInBin));
        double mean = (double)total / maxBin;
        int binsLeft = maxBin, rowsLeft = total;
        var heavy = new bool[distinct.Length];
        for (int i = 0; i < distinct.Length; i++)
        {
            heavy[i] = counts[i] >= mean;
            if (!heavy[i])
                continue;
            binsLeft--;
            rowsLeft -= counts[i];
        }
        mean = (double)rowsLeft / binsLeft;
        int inBin = 0, closed = 0;
        for (int i = 0; i < last; i++)
        {
            if (!heavy[i])
                rowsLeft -= counts[i];
            inBin += counts[i];
            if (!heavy[i] && inBin < mean && !(heavy[i + 1] && inBin >= Math.Max(1.0, mean * 0.5f)))
                continue;
            AddBound(upper, distinct[i], distinct[i + 1]);
            if (++closed >= maxBin - 1)
                break;
            inBin = 0;
            if (!heavy[i])
                mean = rowsLeft / (double)--binsLeft;
        }
        upper.Add(double.PositiveInfinity);
        return upper;
    }

    private static bool AddBound(List<double> upper, double below, double above)
    {
        double bound = Math.BitIncrement((below + above) / 2);
        if (upper.Count > 0 && bound <= Math.BitIncrement(upper[^1]))
            return false;
        upper.Add(bound);
        return true;
    }

    private static int MostFrequent(int[] rows, int zero, int total)
    {
        int most = 0;
        for (int b = 1; b < rows.Length; b++)
            if (rows[b] > rows[most])
                most = b;
        return most != zero && (double)rows[most] / total < SparseShare ? zero : most;
    }

    private static bool CanSplit(int[] rows, int total, int minRowsAside)
    {
        int left = 0;
        for (int b = 0; b < rows.Length - 1; b++)
        {
            left += rows[b];
            if (left >= minRowsAside && total - left >= minRowsAside)
                return true;
        }
        return false;
    }
}
