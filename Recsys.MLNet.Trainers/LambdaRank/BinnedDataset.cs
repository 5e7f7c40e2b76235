using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>What the learner keeps of its data: one byte for each row and column, labels and groups.</summary>
internal sealed record BinnedDataset(ColumnLayout Layout, BinnedRows Rows, float[] Labels, int[] GroupSizes, IReadOnlyList<string> FeatureNames) : IDisposable
{
    public float[]? Weights { get; init; }

    public int[]? Positions { get; init; }

    /// <summary>Scores to start from, (N), or null for 0.</summary>
    public double[]? InitialScores { get; init; }

    public void Dispose() => Rows.Dispose();

    /// <summary>Bins of a dataset in memory, found on it.</summary>
    public static BinnedDataset Build(RankingDataset data, LambdaRankOptions options, RunSettings run)
    {
        int rows = data.Rows, features = data.Features.Columns;
        int[] sample = Sample(rows, options.BinSampleRows, run);
        var categorical = new HashSet<int>(data.CategoricalFeatures);
        var bins = new FeatureBins[features];
        var uncommon = new int[]?[features];
        int aside = RowsAside(options, sample.Length, rows);
        run.ParallelFor(features, () => new double[sample.Length], (f, values) =>
        {
            for (int i = 0; i < sample.Length; i++)
                values[i] = Finite(data.Features.Values[(long)sample[i] * features + f], sample[i], data.FeatureNames[f]);
            bins[f] = BinFinder.Find(data.FeatureNames[f], values, options, aside, categorical.Contains(f));
            uncommon[f] = Uncommon(bins[f], sample.Length, i => data.Features.Values[(long)sample[i] * features + f], options);
        });
        var layout = ColumnLayout.Plan(bins, uncommon, sample.Length, options.EnableBundle);
        return With(layout, data, run);
    }

    /// <summary>Bins of a dataset by a layout found before: validation data by that of the training data.</summary>
    public static BinnedDataset With(ColumnLayout layout, RankingDataset data, RunSettings run)
    {
        var binned = new BinnedRows(data.Rows, layout.Columns);
        const int Chunk = 1024;
        run.ParallelFor((data.Rows + Chunk - 1) / Chunk, c =>
        {
            for (int i = c * Chunk; i < Math.Min(data.Rows, (c + 1) * Chunk); i++)
            {
                var values = data.Features.Row(i);
                var row = binned.Row(i);
                foreach (var slot in layout.Slots)
                    Put(row, slot, Finite(values[slot.Feature], i, data.FeatureNames[slot.Feature]));
            }
        });
        return new BinnedDataset(layout, binned, data.Labels, data.GroupSizes, data.FeatureNames) { Weights = data.Weights, Positions = data.Positions };
    }

    /// <summary>Writes one value's byte into its row.</summary>
    public static void Put(Span<byte> row, FeatureSlot slot, double value)
    {
        byte code = slot.Encode(slot.Bins.BinOf(value));
        if (!slot.IsBundled || code != 0)
            row[slot.Column] = code;
    }

    /// <summary>Rows that a split must leave aside for a feature to be worth a column, in rows of the sample.</summary>
    public static int RowsAside(LambdaRankOptions options, int sampleRows, int rows) =>
        (int)((double)options.MinDataInLeaf * sampleRows / Math.Max(1, rows));

    private static double Finite(float value, int row, string feature) =>
        float.IsInfinity(value)
            ? throw new InvalidDataException($"Row {row + 1}: feature '{feature}' is infinite. Clip it, or write NaN where the value is unknown.")
            : value;

    /// <summary>Rows outside the common bin of a sparse feature, whose common bin is that of 0; null for one that is not to be bundled.</summary>
    public static int[]? Uncommon(FeatureBins bins, int rows, Func<int, double> value, LambdaRankOptions options)
    {
        if (!options.EnableBundle || bins.IsTrivial || bins.MostFrequentShare < BinFinder.SparseShare || bins.MostFrequentBin != bins.ZeroBin)
            return null;
        return [.. Enumerable.Range(0, rows).Where(i => bins.BinOf(value(i)) != bins.MostFrequentBin)];
    }

    public static int[] Sample(int rows, int wanted, RunSettings run)
    {
        if (rows <= wanted)
            return [.. Enumerable.Range(0, rows)];
        // Selection sampling (Knuth, algorithm S): ascending, without a list of all rows.
        var random = run.Random("lambdarank.bins");
        var sample = new int[wanted];
        for (int row = 0, taken = 0; taken < wanted; row++)
            if (random.NextDouble() * (rows - row) < wanted - taken)
                sample[taken++] = row;
        return sample;
    }
}
