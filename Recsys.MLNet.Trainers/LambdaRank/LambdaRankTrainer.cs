using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Learns a <see cref="TreeEnsemble"/> that orders documents: LightGBM's algorithm, parameters and model format.</summary>
/// <remarks>
/// Histogram gradient boosting, leaf-wise. Gradients are summed as exact integers, so a seed gives the same trees on any number
/// of threads, in any order of queries. Ke et al. 2017, "LightGBM: a highly efficient gradient boosting decision tree".
/// </remarks>
public sealed class LambdaRankTrainer(LambdaRankOptions options)
{
    /// <summary>Learns from rows in memory.</summary>
    /// <param name="train">Rows to learn from.</param>
    /// <param name="run">Seed, threads, progress, cancellation.</param>
    /// <param name="valid">Rows to measure on after every tree, and to stop by; of the same features. Default none.</param>
    /// <param name="continueFrom">A model whose trees come first, and whose scores training starts from. Default none.</param>
    /// <param name="rounds">Receives what was measured after every tree. Default none.</param>
    public TreeEnsemble Fit(RankingDataset train, RunSettings run, RankingDataset? valid = null, TreeEnsemble? continueFrom = null, IList<TrainingRound>? rounds = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        CheckData(train);
        if (valid is not null)
        {
            CheckData(valid);
            if (valid.Features.Columns != train.Features.Columns)
                throw new SchemaMismatchException($"The validation data has {valid.Features.Columns} features; the training data has {train.Features.Columns}. Give both the same features in the same order.");
        }
        continueFrom?.ExpectFeatures(train.FeatureNames);
        using var binned = BinnedDataset.Build(train, options, run) with { InitialScores = StartFrom(continueFrom, train) };
        using var binnedValid = valid is null ? null : BinnedDataset.With(binned.Layout, valid, run) with { InitialScores = StartFrom(continueFrom, valid) };
        return Fit(binned, binnedValid, run, continueFrom, rounds);
    }

    /// <summary>Keeps a model's splits and moves its leaf values towards new data, by 1 − <see cref="LambdaRankOptions.RefitDecayRate"/>.</summary>
    public TreeEnsemble Refit(TreeEnsemble model, RankingDataset data, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        CheckData(data);
        model.ExpectFeatures(data.FeatureNames);
        return TreeRefit.Run(model, data, options, run);
    }

    /// <summary>Learns from an SVMlight file, of which only one byte a value stays in memory.</summary>
    /// <param name="trainPath">The file; query sizes come from its <c>qid</c> or its <c>.query</c> file.</param>
    /// <param name="run">Seed, threads, progress, cancellation.</param>
    /// <param name="validPath">A file to measure on after every tree, and to stop by. Default none.</param>
    /// <param name="categorical">Indices of features whose values are category numbers. Default none.</param>
    /// <param name="rounds">Receives what was measured after every tree. Default none.</param>
    public TreeEnsemble FitFile(string trainPath, RunSettings run, string? validPath = null, IReadOnlyCollection<int>? categorical = null, IList<TrainingRound>? rounds = null)
    {
        ArgumentNullException.ThrowIfNull(trainPath);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        using var train = RankingFile.Bin(trainPath, options, categorical ?? [], run);
        CheckBinned(train);
        using var valid = validPath is null ? null : RankingFile.Bin(validPath, train.Layout, run);
        if (valid is not null)
            CheckBinned(valid);
        return Fit(train, valid, run, null, rounds);
    }

    private void CheckBinned(BinnedDataset data)
    {
        RankingChecks.Labels(data.Labels, data.GroupSizes, options);
        RankingChecks.Weights(data.Weights, data.Labels.Length);
        RankingChecks.Positions(data.Positions, data.Labels.Length);
    }

    internal TreeEnsemble Fit(BinnedDataset train, BinnedDataset? valid, RunSettings run, TreeEnsemble? continueFrom = null, IList<TrainingRound>? rounds = null)
    {
        var trees = new TreeBooster(options, run).Fit(train, valid, rounds);
        var objective = TreeBooster.CreateObjective(options, train.Labels, train.GroupSizes, null, null).Name;
        return new TreeEnsemble([.. continueFrom?.Trees ?? [], .. trees], train.FeatureNames, objective, [.. train.Layout.Bins.Select(b => b.Info)]);
    }

    private static double[]? StartFrom(TreeEnsemble? model, RankingDataset data)
    {
        if (model is null)
            return null;
        var scores = new float[data.Rows];
        model.Score(data.Features, scores);
        return Array.ConvertAll(scores, s => (double)s);
    }

    private void CheckData(RankingDataset data)
    {
        if (data.Rows == 0)
            throw new InvalidDataException("The data has no rows.");
        if (data.FeatureNames.Count != data.Features.Columns)
            throw new ArgumentException($"FeatureNames lists {data.FeatureNames.Count} names; the rows have {data.Features.Columns} features.");
        if (options.MonotoneConstraints.Count > 0 && options.MonotoneConstraints.Count != data.Features.Columns)
            throw new ArgumentException($"MonotoneConstraints lists {options.MonotoneConstraints.Count} directions; the rows have {data.Features.Columns} features. Give one for each, 0 for none.");
        foreach (int f in data.CategoricalFeatures)
            if ((uint)f >= (uint)data.Features.Columns)
                throw new ArgumentException($"CategoricalFeatures names feature {f}; the rows have features 0 to {data.Features.Columns - 1}.");
        RankingChecks.Labels(data.Labels, data.GroupSizes, options);
        RankingChecks.Weights(data.Weights, data.Rows);
        RankingChecks.Positions(data.Positions, data.Rows);
    }
}
