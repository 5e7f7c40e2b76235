using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.Linear;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neighborhood;
using Recsys.MLNet.Trainers.Neural;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The search space of each known model. Ranges are where an option is known to matter; a value outside is not wrong.</summary>
public static class SearchSpaces
{
    private static readonly Dictionary<string, SearchSpace> ByName = new(StringComparer.Ordinal)
    {
        ["popularity-decayed"] = new SearchSpaceOf<DecayedPopularityOptions>(new()).Number(o => o.HalfLifeDays, 0.5, 90, log: true),
        ["item-knn"] = new SearchSpaceOf<CooccurrenceOptions>(new())
            .Integer(o => o.Window, 1, 10, log: true).Number(o => o.Backward, 0, 1).Integer(o => o.History, 2, 50, log: true).Number(o => o.Decay, 0.3, 1),
        ["tf-idf"] = new SearchSpaceOf<TfIdfOptions>(new())
            .Integer(o => o.History, 1, 50, log: true).Number(o => o.Decay, 0.2, 1).Number(o => o.MaxItemShare, 0.02, 1, log: true),
        ["als"] = new SearchSpaceOf<AlsOptions>(new())
            .Integer(o => o.Factors, 8, 256, log: true).Integer(o => o.Epochs, 6, 24).Number(o => o.Regularization, 0.001, 0.3, log: true)
            .Choice(o => o.UnobservedWeight, 0f, 0.001f, 0.01f, 0.1f, 0.3f).Choice(o => o.WeightExponent, 1f, 0f, 0.5f),
        ["bpr"] = new SearchSpaceOf<BprOptions>(new())
            .Integer(o => o.Factors, 8, 256, log: true).Integer(o => o.Epochs, 40, 200).Number(o => o.LearningRate, 0.01, 0.2, log: true)
            .Number(o => o.Regularization, 0.001, 0.1, log: true).Number(o => o.BiasRegularization, 0.0001, 0.1, log: true),
        ["warp"] = new SearchSpaceOf<WarpOptions>(new())
            .Integer(o => o.Factors, 8, 128, log: true).Integer(o => o.Epochs, 10, 60).Number(o => o.LearningRate, 0.0005, 0.02, log: true)
            .Number(o => o.Regularization, 0.01, 0.5, log: true).Integer(o => o.Trials, 5, 60, log: true),
        ["sgd"] = new SearchSpaceOf<SgdOptions>(new())
            .Integer(o => o.Factors, 8, 128, log: true).Integer(o => o.Epochs, 10, 60).Number(o => o.LearningRate, 0.005, 0.1, log: true).Number(o => o.Regularization, 0.02, 0.4, log: true),
        ["svdpp"] = new SearchSpaceOf<SvdPlusPlusOptions>(new())
            .Integer(o => o.Factors, 8, 128, log: true).Integer(o => o.Epochs, 10, 60).Number(o => o.LearningRate, 0.005, 0.05, log: true).Number(o => o.Regularization, 0.02, 0.4, log: true),
        ["hybrid-mf"] = new SearchSpaceOf<HybridOptions>(new())
            .Integer(o => o.Factors, 8, 192, log: true).Integer(o => o.Epochs, 6, 24).Number(o => o.Regularization, 0.001, 0.3, log: true)
            .Choice(o => o.UnobservedWeight, 0f, 0.001f, 0.01f, 0.1f, 0.3f).Number(o => o.FeatureRegularization, 0.1, 10, log: true).Choice(o => o.WeightExponent, 1f, 0f),
        ["ncf"] = new SearchSpaceOf<NcfOptions>(new())
            .Integer(o => o.Factors, 8, 96, log: true).Integer(o => o.Epochs, 5, 30).Integer(o => o.Negatives, 2, 8)
            .Number(o => o.LearningRate, 0.0005, 0.01, log: true).Number(o => o.Regularization, 0.00001, 0.01, log: true),
        ["ease"] = new SearchSpaceOf<EaseOptions>(new()).Number(o => o.Regularization, 10, 3000, log: true).Number(o => o.WeightExponent, 0, 1),
        ["item-cosine"] = Neighbours(SimilarityMeasure.Cosine),
        ["item-jaccard"] = Neighbours(SimilarityMeasure.Jaccard),
        ["user-knn"] = new SearchSpaceOf<UserKnnOptions>(new())
            .Integer(o => o.Neighbours, 10, 400, log: true).Choice(o => o.Measure, SimilarityMeasure.Cosine, SimilarityMeasure.Jaccard)
            .Number(o => o.Shrink, 0, 100).Number(o => o.SimilarityExponent, 0.5, 5),
        ["sequence"] = new SearchSpaceOf<BehaviorAttentionOptions>(new(), new() { Epochs = 14, Dropout = 0.3f })
            .Integer(o => o.Epochs, 6, 40, log: true).Choice(o => o.Block, BehaviorBlock.Gated, BehaviorBlock.PreNorm).Integer(o => o.Layers, 1, 2)
            .Integer(o => o.Positions, 10, 60, log: true).Number(o => o.Dropout, 0.1, 0.6).Number(o => o.LearningRate, 0.0003, 0.005, log: true)
            .Choice(o => o.Loss, BehaviorLoss.SampledSoftmax, BehaviorLoss.GeneralizedBinaryCrossEntropy).Integer(o => o.Negatives, 128, 2048, log: true)
            .Number(o => o.Calibration, 0.3, 1).OnlyIf(o => o.Loss, BehaviorLoss.GeneralizedBinaryCrossEntropy),
        ["text-encoder"] = Encoder(),
        ["text"] = Encoder(),
    };

    /// <summary>The space of a model on a log: its own where it has one, else the built-in one of its name, else <see cref="SearchSpace.Empty"/>.</summary>
    public static SearchSpace For(KnownModel model, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(log);
        return model.Space ?? (model.Name is "pipeline" or "pipeline-offline" ? PipelineSpace.For(log) : ByName.GetValueOrDefault(model.Name, SearchSpace.Empty));
    }

    private static SearchSpaceOf<ItemKnnOptions> Neighbours(SimilarityMeasure measure) => new SearchSpaceOf<ItemKnnOptions>(new() { Measure = measure })
        .Integer(o => o.Neighbours, 10, 400, log: true).Number(o => o.Shrink, 0, 200).Number(o => o.SimilarityExponent, 0.5, 3);

    private static SearchSpaceOf<TextEncoderOptions> Encoder() => new SearchSpaceOf<TextEncoderOptions>(new())
        .Integer(o => o.Epochs, 1, 6).Number(o => o.LearningRate, 0.002, 0.03, log: true).Number(o => o.Temperature, 0.05, 0.5, log: true)
        .Number(o => o.Decay, 0.3, 0.9).Number(o => o.WordDropout, 0, 0.4).Integer(o => o.Dimensions, 32, 128, log: true);
}
