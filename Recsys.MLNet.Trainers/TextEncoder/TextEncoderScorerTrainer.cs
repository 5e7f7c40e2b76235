using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>The learned text encoder as a model on its own: items whose texts are near those of what the user did last.</summary>
public sealed class TextEncoderScorerTrainer(TextEncoderOptions options) : IItemScorerTrainer
{
    /// <summary>With default settings.</summary>
    public TextEncoderScorerTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "text-encoder";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var encoder = new TextEncoderTrainer(options).Fit(log, run);
        string[] texts = ItemTexts.Of(log, options.Fields);
        return new VectorProfileModel(new RowMatrix(texts.Length, encoder.Dimensions, encoder.Encode(texts, run)), options.History, options.Decay, encoder.ToStored(options.Fields));
    }
}
