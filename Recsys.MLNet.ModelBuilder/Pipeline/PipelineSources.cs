using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>The sources a pipeline takes where none are named: what the data supports. A new kind of source is one line here.</summary>
public static class PipelineSources
{
    internal const int EnoughForFactors = 20; // mean interactions of a user from which factors beat counting pairs
    internal const int EnoughForSequences = 100_000; // interactions from which attention over sequences is worth its minutes
    private const float SequenceDropout = 0.3f; // so few epochs have no time to learn by heart
    private const int SequenceEpochs = 14; // about where validation stopped improving on Beauty; parts have no validation of their own

    /// <summary>The sequence model as a source: so many epochs, because parts of a log have no validation of their own.</summary>
    public static BehaviorAttentionOptions Sequence { get; } = new() { Epochs = SequenceEpochs, Dropout = SequenceDropout, HoldOut = 0 };

    /// <summary>Sources for a log.</summary>
    public static IReadOnlyList<IItemScorerTrainer> For(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sources = new List<IItemScorerTrainer> { new CooccurrenceTrainer() };
        if (KnownModels.NeedsText(log) is null)
            sources.Add(new TfIdfTrainer());
        if (ListFields(log) is { Count: > 0 } lists)
            sources.Add(new NamedTrainer("tags", new TfIdfTrainer(new() { Fields = lists })));
        if (log.Count >= (long)EnoughForFactors * log.UserOf.Distinct().Count())
            sources.Add(new AlsTrainer(new()));
        if (log.Count >= EnoughForSequences)
            sources.Add(new BehaviorAttentionTrainer(Sequence));
        sources.Add(log.Clock == EventClock.Absolute ? new DecayedPopularityTrainer() : new PopularityTrainer());
        return sources;
    }

    /// <summary>The sources that options mean: those given, else those named, else those the data supports.</summary>
    public static IReadOnlyList<IItemScorerTrainer> Of(PipelineOptions options, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Sources.Count > 0 ? options.Sources : options.SourceNames.Count > 0 ? Named(options.SourceNames, log) : For(log);
    }

    /// <summary>Sources by name: those of <see cref="For"/> as they are there, others as <see cref="KnownModels"/> makes them. What the data cannot support is left out.</summary>
    /// <exception cref="ArgumentException">A name is not known, or none is left.</exception>
    public static IReadOnlyList<IItemScorerTrainer> Named(IReadOnlyList<string> names, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(names);
        var usual = For(log);
        var sources = new List<IItemScorerTrainer>();
        foreach (string name in names)
        {
            if (usual.FirstOrDefault(s => s.Name == name) is { } known)
                sources.Add(known);
            else if (name is "sequence")
                sources.Add(new BehaviorAttentionTrainer(Sequence));
            else if (name is not "tags" && KnownModels.Find(name) is var model && model.WhyNot(log) is null)
                sources.Add(model.Name is "pipeline" ? throw new ArgumentException("A pipeline cannot be a source of a pipeline; name the models it is made of.") : model.Create(log));
        }
        return sources.Count > 0 ? sources : throw new ArgumentException($"The data supports none of the sources {string.Join(", ", names)}; expected at least one model that names candidates.");
    }

    private static List<string> ListFields(InteractionLog log)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int item = 0; item < log.Items.Count; item++)
            foreach (var field in log.Catalogue.FieldsOf(item))
                if (field.Value.Kind == FieldKind.Texts)
                    names.Add(field.Name);
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
