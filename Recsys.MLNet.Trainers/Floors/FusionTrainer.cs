using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>fusion</c>: item-knn and tf-idf, each divided by the largest score of its list, added up. Nothing is learned about their weights.</summary>
public sealed class FusionTrainer(FusionOptions options) : IItemScorerTrainer
{
    /// <summary>With default settings.</summary>
    public FusionTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "fusion";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        options.ThrowIfInvalid();
        return new FusionModel(new CooccurrenceTrainer(options.Cooccurrence).Fit(log, run), new TfIdfTrainer(options.TfIdf).Fit(log, run), options.Depth);
    }
}
