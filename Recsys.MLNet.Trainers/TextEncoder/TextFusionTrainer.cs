using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Both ways to compare texts: TF-IDF, which knows every word of a cold item, and an encoder that learned on top of it what words stand for here.</summary>
/// <remarks>
/// <code>score = tf-idf + encoder / TermPrior          both sums of cosines with the last items, on the scales that training added up</code>
/// </remarks>
public sealed class TextFusionTrainer(TextEncoderOptions options) : IItemScorerTrainer
{
    /// <summary>With default settings.</summary>
    public TextFusionTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        var terms = new TfIdfOptions { Fields = options.Fields };
        var learned = options.TermPrior > 0 ? options : options with { TermPrior = 1 };
        return new WeightedSumModel(new TfIdfTrainer(terms).Fit(log, run), new TextEncoderScorerTrainer(learned, terms.History, terms.Decay).Fit(log, run), 1 / learned.TermPrior);
    }
}
