using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>What a recommender is made of. Defaults train the whole pipeline on whatever the data supports.</summary>
public sealed record TrainingOptions : IValidatedOptions
{
    /// <summary>Models to fit, by the names of <see cref="Evaluation.KnownModels"/> or of trainers of your own, with options where they are to differ. Default the pipeline, with item-knn and tf-idf beside it for reasons; where <see cref="Ranker"/> is learned, <c>pipeline</c> stands for its sources. More cost training time and time per request; those the data cannot support are left out.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = ["pipeline", "item-knn", "tf-idf"];

    /// <summary>Sources that are left out, fitted or live, even where <see cref="Models"/> brings them. Default none. Each left out saves its time in training and in every request, and loses what it alone finds.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>What is remembered of users and items. Default as <see cref="StateOptions"/> says.</summary>
    public StateOptions State { get; init; } = new();

    /// <summary>How lists are made. Default none: the sources of <see cref="Models"/> and the live ones, with usual weights. Given, its sources must name fitted models or live sources.</summary>
    public ServingOptions? Serving { get; init; }

    /// <summary>Weight of each interaction type while fitting. Default as <see cref="InteractionWeights"/> says.</summary>
    public InteractionWeights Weights { get; init; } = new();

    /// <summary>What the ranker reads, where <see cref="Serving"/> says nothing. Default the standard features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>The final ranker, learned by replaying the log. Default as <see cref="RankerOptions"/> says: learned where the log supports it.</summary>
    public RankerOptions Ranker { get; init; } = new();

    /// <summary>Segments of users. Default as <see cref="SegmentOptions"/> says: not learned.</summary>
    public SegmentOptions Segments { get; init; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(Check.That(Models.Select(m => m.Called).Distinct(StringComparer.Ordinal).Count() == Models.Count, nameof(Models), "names one model twice; keep one, or give the second another name."),
            Check.That(Ranker.Aims.Count == 0 || Serving is null || Serving.Objectives.Keys.All(Ranker.Aims.Contains), nameof(Serving), $"weighs the objectives {string.Join(", ", Serving?.Objectives.Keys ?? [])}, and Ranker.Aims are {string.Join(", ", Ranker.Aims)}; weigh only those")),
        .. State.Problems(),
        .. Serving?.Problems() ?? [],
        .. Weights.Problems(),
        .. Features.Problems(),
        .. Ranker.Problems(),
        .. Segments.Problems(),
    ];
}
