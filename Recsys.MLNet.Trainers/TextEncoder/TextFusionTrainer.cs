using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Both ways to compare texts: TF-IDF, which knows every word of a cold item, and the learned encoder, which knows what words stand for here.</summary>
/// <remarks>Each score is divided by the largest of its list and they are added up, as in the floor <c>fusion</c>.</remarks>
public sealed class TextFusionTrainer(TextEncoderOptions options) : IItemScorerTrainer
{
    private const int Depth = 200;

    /// <summary>With default settings.</summary>
    public TextFusionTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run) =>
        new FusionModel(new TfIdfTrainer().Fit(log, run), new TextEncoderScorerTrainer(options).Fit(log, run), Depth);
}
