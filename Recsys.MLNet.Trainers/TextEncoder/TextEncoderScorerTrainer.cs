using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>The learned text encoder as a model on its own: items whose texts are near those of what the user did last.</summary>
/// <param name="options">How the encoder is learned.</param>
/// <param name="history">How many of the last items count.</param>
/// <param name="decay">Weight of an item against the one after it.</param>
public sealed class TextEncoderScorerTrainer(TextEncoderOptions? options = null, int history = 10, float decay = 0.7f) : IItemScorerTrainer
{
    private readonly TextEncoderOptions _options = options ?? new();

    /// <inheritdoc/>
    public string Name => "text-encoder";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var encoder = new TextEncoderTrainer(_options).Fit(log, run);
        string[] fields = [.. _options.Fields];
        var texts = new string[log.Items.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = log.Catalogue.TextOf(i, fields);
        return new VectorProfileModel(new RowMatrix(texts.Length, encoder.Dimensions, encoder.Encode(texts, run)), history, decay, encoder.ToStored(fields));
    }
}
