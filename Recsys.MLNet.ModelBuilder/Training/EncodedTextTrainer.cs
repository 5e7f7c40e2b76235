using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>Item texts through any encoder: items whose texts are near those of what the user did last.</summary>
public sealed class EncodedTextTrainer(EncodedTextOptions options, ComponentRegistry? components = null) : IItemScorerTrainer
{
    private const int TextsAtOnce = 512;

    /// <inheritdoc/>
    public string Name => "encoded-text";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        options.ThrowIfInvalid();
        using var encoder = (components ?? ComponentRegistry.Shared).Create<ITextEncoder>(options.Encoder!);
        string[] fields = [.. options.Fields];
        var vectors = new RowMatrix(log.Items.Count, encoder.Dimensions);
        for (int from = 0; from < log.Items.Count; from += TextsAtOnce)
        {
            int count = Math.Min(TextsAtOnce, log.Items.Count - from);
            var texts = Enumerable.Range(from, count).Select(i => (string?)log.Catalogue.TextOf(i, fields)).ToArray();
            encoder.Encode(texts, vectors.Values.AsSpan(from * encoder.Dimensions, count * encoder.Dimensions), run.Cancellation);
            run.Report("encode texts", (double)(from + count) / log.Items.Count);
        }
        return new VectorProfileModel(vectors, options.History, options.Decay);
    }
}
