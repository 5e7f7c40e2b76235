using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>Trainers of the models that a configuration uses: known ones, and those of components.</summary>
/// <param name="components">Known components; null for those of the process.</param>
public sealed class ModelTrainers(ComponentRegistry? components = null)
{
    private readonly ComponentRegistry _components = components ?? ComponentRegistry.Shared;

    /// <summary>Why a log cannot support a model, or null when it can.</summary>
    public string? WhyNot(ModelUse use, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(use);
        return Known(use)?.WhyNot(log);
    }

    /// <summary>The trainer of a model, under the name of its use: what reports and pipelines call it by.</summary>
    /// <exception cref="ArgumentException">The model is not known, or its options are of another type.</exception>
    public IItemScorerTrainer Named(ModelUse use, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(use);
        var trainer = Create(use, log);
        return trainer.Name == use.Called ? trainer : new NamedTrainer(use.Called, trainer);
    }

    private static KnownModel? Known(ModelUse use) => KnownModels.All.FirstOrDefault(m => m.Name == use.Model);

    /// <summary>The trainer of a model under its own name.</summary>
    /// <exception cref="ArgumentException">The model is not known, or its options are of another type.</exception>
    public IItemScorerTrainer Create(ModelUse use, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (use.Model == "pipeline")
            return Pipeline(use, log);
        if (use.Options is EncodedTextOptions encoded)
            return new EncodedTextTrainer(encoded, _components);
        return (use.Options, Known(use)) switch
        {
            ({ } given, { CreateWith: { } create }) => create(given),
            (null, { } known) => known.Create(log),
            (_, not null) => throw new ArgumentException($"The model '{use.Model}' takes no options; it is given {use.Options!.GetType().Name}."),
            _ => _components.Create<IItemScorerTrainer>(use.Options is { } own ? ComponentUse.Of(use.Model, own, use.Name) : new(use.Model, use.Name)),
        };
    }

    /// <summary>The sources of a pipeline: those of its use, those of its options, else what the data supports.</summary>
    internal IReadOnlyList<IItemScorerTrainer> Sources(ModelUse pipeline, InteractionLog log)
    {
        var named = pipeline.Sources.Where(s => WhyNot(s, log) is null).Select(s => Named(s, log)).ToArray();
        return named.Length > 0 ? named : PipelineSources.Of(pipeline.Options as PipelineOptions ?? new(), log);
    }

    private PipelineTrainer Pipeline(ModelUse use, InteractionLog log)
    {
        var options = use.Options as PipelineOptions ?? new();
        var sources = use.Sources.Where(s => WhyNot(s, log) is null).Select(s => Named(s, log)).ToArray();
        return new(use.Sources.Count == 0 ? options : sources.Length > 0 ? options with { Sources = sources }
            : throw new ArgumentException($"The data can support none of the pipeline's sources: {string.Join("; ", use.Sources.Select(s => $"{s.Called}: {WhyNot(s, log)}"))}"), use.Called);
    }
}
