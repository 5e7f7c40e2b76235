using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>What a recommender is made of. Defaults train the whole pipeline on whatever the data supports.</summary>
public sealed record TrainingOptions : IValidatedOptions
{
    /// <summary>Models to fit, by the names of <see cref="Evaluation.KnownModels"/> or of trainers of your own, with options where they are to differ. Default the pipeline, with item-knn and tf-idf beside it for reasons. More cost training time and time per request; those the data cannot support are left out.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = ["pipeline", "item-knn", "tf-idf"];

    /// <summary>What is remembered of users and items. Default as <see cref="StateOptions"/> says.</summary>
    public StateOptions State { get; init; } = new();

    /// <summary>How lists are made. Default none: the sources of <see cref="Models"/> and the live ones, with usual weights. Given, its sources must name fitted models or live sources.</summary>
    public ServingOptions? Serving { get; init; }

    /// <summary>Weight of each interaction type while fitting. Default as <see cref="InteractionWeights"/> says.</summary>
    public InteractionWeights Weights { get; init; } = new();

    /// <summary>What the ranker reads, where <see cref="Serving"/> says nothing. Default the standard features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(Check.That(Models.Select(m => m.Called).Distinct(StringComparer.Ordinal).Count() == Models.Count, nameof(Models), "names one model twice; keep one, or give the second another name.")),
        .. State.Problems(),
        .. Serving?.Problems() ?? [],
        .. Weights.Problems(),
        .. Features.Problems(),
    ];
}
