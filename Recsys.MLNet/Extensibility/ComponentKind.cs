namespace Recsys.MLNet.Extensibility;

/// <summary>Where in a recommender a component has its place; decided by the interface that its class implements.</summary>
public enum ComponentKind : byte
{
    /// <summary><see cref="Features.IFeature"/>: a number, or several, for the ranker.</summary>
    Feature,

    /// <summary><see cref="Recall.ICandidateSource"/>: finds items.</summary>
    Source,

    /// <summary><see cref="Reranking.IReranker"/>: changes the finished list.</summary>
    Reranker,

    /// <summary><see cref="Text.Encoders.ITextEncoder"/>: turns text into vectors.</summary>
    Encoder,

    /// <summary><see cref="Models.IItemScorerTrainer"/>: fits a model that names candidates.</summary>
    Trainer,

    /// <summary><see cref="Data.IEventSource"/>: where events come from.</summary>
    Events,

    /// <summary><see cref="Metrics.IListMetric"/>: judges a list.</summary>
    Metric,

    /// <summary><see cref="Packaging.ISavedModel"/> with a static <c>Read(SectionReader)</c>: what a trainer of one's own leaves in the package.</summary>
    Model,
}
