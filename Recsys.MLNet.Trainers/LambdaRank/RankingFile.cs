using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Reads SVMlight files with their <c>qid</c> or <c>.query</c>, <c>.weight</c> and <c>.position</c> files.</summary>
public static class RankingFile
{
    /// <summary>Reads a whole file into memory as floats.</summary>
    /// <param name="path">The SVMlight file.</param>
    /// <param name="features">Number of features wanted, such as a model's; 0 for as many as the file has. A higher index is refused where it is given.</param>
    public static RankingDataset Read(string path, int features = 0)
    {
        var sides = RankingSideFiles.Of(path);
        var labels = new List<float>();
        var starts = new List<int> { 0 };
        var indices = new List<int>();
        var values = new List<float>();
        var queries = new QueryRuns(path);
        int width = features;
        using (var reader = new SvmLightReader(path))
            while (reader.Next())
            {
                labels.Add(reader.Label);
                queries.Add(reader.Query, reader.Line);
                for (int i = 0; i < reader.Indices.Length; i++)
                {
                    int index = reader.Indices[i];
                    if (features > 0 && index >= features)
                        throw new SchemaMismatchException($"{path} line {reader.Line}: feature {index} is unknown; the model was trained with features 0 to {features - 1}.");
                    width = Math.Max(width, index + 1);
                    indices.Add(index);
                    values.Add((float)reader.Values[i]);
                }
                starts.Add(indices.Count);
            }
        var matrix = new RowMatrix(labels.Count, width);
        for (int row = 0; row < labels.Count; row++)
            for (int i = starts[row]; i < starts[row + 1]; i++)
                matrix.Row(row)[indices[i]] = values[i];
        return new RankingDataset(matrix, [.. labels], sides.Groups(path, queries.Sizes, labels.Count)) { Weights = sides.Weights, Positions = sides.Positions };
    }

    /// <summary>Scores every row of a file without holding it, comparing the values as written, in double.</summary>
    /// <param name="path">The SVMlight file.</param>
    /// <param name="model">The model; a feature that it does not know is refused.</param>
    /// <param name="row">Receives each row's values, label and score in order.</param>
    public static void Score(string path, TreeEnsemble model, ScoredRow row)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(row);
        var values = new double[model.FeatureCount];
        using var reader = new SvmLightReader(path);
        while (reader.Next())
        {
            Array.Clear(values);
            for (int i = 0; i < reader.Indices.Length; i++)
            {
                if (reader.Indices[i] >= values.Length)
                    throw new SchemaMismatchException($"{path} line {reader.Line}: feature {reader.Indices[i]} is unknown; the model was trained with features 0 to {values.Length - 1}.");
                values[reader.Indices[i]] = reader.Values[i];
            }
            if (!row(values, reader.Label, model.Score(values)))
                return;
        }
    }

    /// <summary>Bins a file as it is read: a first pass counts, a second finds bins on a sample, a third stores one byte a value.</summary>
    internal static BinnedDataset Bin(string path, LambdaRankOptions options, IReadOnlyCollection<int> categorical, RunSettings run)
    {
        int rows = Count(path);
        if (rows == 0)
            throw new InvalidDataException($"{path}: the file has no rows.");
        var (bins, uncommon, sampled) = FindBins(path, rows, options, [.. categorical], run);
        // The sample is the largest thing that training ever holds; give it back before the bins are made.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Bin(path, ColumnLayout.Plan(bins, uncommon, sampled, options.EnableBundle), run, rows);
    }

    /// <summary>Labels, query sizes and weights of a file.</summary>
    internal static (float[] Labels, int[] Groups, float[]? Weights) Labels(string path)
    {
        var sides = RankingSideFiles.Of(path);
        var labels = new List<float>();
        var queries = new QueryRuns(path);
        using var reader = new SvmLightReader(path);
        while (reader.Next())
        {
            labels.Add(reader.Label);
            queries.Add(reader.Query, reader.Line);
        }
        return ([.. labels], sides.Groups(path, queries.Sizes, labels.Count), sides.Weights);
    }

    /// <summary>Bins a file by a layout found on another.</summary>
    internal static BinnedDataset Bin(string path, ColumnLayout layout, RunSettings run, int rows = -1)
    {
        if (rows < 0)
            rows = Count(path);
        var sides = RankingSideFiles.Of(path);
        var slotOf = new FeatureSlot?[layout.Bins.Length];
        var common = new byte[Math.Max(8, (layout.Columns + 7) / 8 * 8)];
        foreach (var slot in layout.Slots)
        {
            slotOf[slot.Feature] = slot;
            BinnedDataset.Put(common, slot, 0); // what the file leaves out is 0
        }
        var binned = new BinnedRows(rows, layout.Columns);
        var labels = new float[rows];
        var queries = new QueryRuns(path);
        using var reader = new SvmLightReader(path);
        for (int r = 0; r < rows && reader.Next(); r++)
        {
            if ((r & 0xFFFF) == 0)
                run.Report("read", (double)r / rows);
            labels[r] = reader.Label;
            queries.Add(reader.Query, reader.Line);
            var row = binned.Row(r);
            common.CopyTo(row);
            for (int i = 0; i < reader.Indices.Length; i++)
                if (reader.Indices[i] < slotOf.Length && slotOf[reader.Indices[i]] is { } slot)
                    BinnedDataset.Put(row, slot, reader.Values[i]);
        }
        return new BinnedDataset(layout, binned, labels, sides.Groups(path, queries.Sizes, rows), RankingChecks.DefaultNames(layout.Bins.Length)) { Weights = sides.Weights, Positions = sides.Positions };
    }

    private static int Count(string path)
    {
        using var reader = new SvmLightReader(path);
        int rows = 0;
        while (reader.Skip())
            rows = checked(rows + 1);
        return rows;
    }

    private static (FeatureBins[] Bins, int[]?[] Uncommon, int Sampled) FindBins(string path, int rows, LambdaRankOptions options, HashSet<int> categorical, RunSettings run)
    {
        int[] sample = BinnedDataset.Sample(rows, options.BinSampleRows, run);
        var columns = new List<double[]>();
        using (var reader = new SvmLightReader(path))
            for (int r = 0, s = 0; s < sample.Length; r++)
            {
                if (r != sample[s])
                {
                    reader.Skip();
                    continue;
                }
                reader.Next();
                for (int i = 0; i < reader.Indices.Length; i++)
                {
                    while (columns.Count <= reader.Indices[i])
                        columns.Add(new double[sample.Length]);
                    columns[reader.Indices[i]][s] = reader.Values[i];
                }
                s++;
            }
        var bins = new FeatureBins[columns.Count];
        var uncommon = new int[]?[columns.Count];
        int aside = BinnedDataset.RowsAside(options, sample.Length, rows);
        run.ParallelFor(columns.Count, () => new double[sample.Length], (f, values) =>
        {
            columns[f].CopyTo(values, 0);
            bins[f] = BinFinder.Find($"Column_{f}", values, options, aside, categorical.Contains(f));
            uncommon[f] = BinnedDataset.Uncommon(bins[f], sample.Length, i => columns[f][i], options);
        });
        return (bins, uncommon, sample.Length);
    }
}
