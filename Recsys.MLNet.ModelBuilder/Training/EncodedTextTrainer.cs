using System.Numerics.Tensors;
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
        var vectors = new RowMatrix(log.Items.Count, encoder.Dimensions);
        int parts = Math.Max(1, options.Weights.Count);
        for (int part = 0; part < parts; part++)
        {
            int[] fields = options.Weights.Count == 0 ? [.. Enumerable.Range(0, options.Fields.Count)] : [part];
            float weight = options.Weights.Count == 0 ? 1 : (float)options.Weights[part];
            for (int from = 0; from < log.Items.Count; from += TextsAtOnce)
            {
                int count = Math.Min(TextsAtOnce, log.Items.Count - from);
                Add(encoder, [.. Enumerable.Range(from, count).Select(i => TextOf(log.Catalogue, i, fields))], weight, vectors.Values.AsSpan(from * encoder.Dimensions, count * encoder.Dimensions), run);
                run.Report("encode texts", (part + (double)(from + count) / log.Items.Count) / parts);
            }
        }
        if (parts > 1)
            for (int item = 0; item < vectors.Rows; item++)
                if (TensorPrimitives.Norm<float>(vectors.Row(item)) is > 0 and var norm)
                    TensorPrimitives.Multiply(vectors.Row(item), 1 / norm, vectors.Row(item));
        return new VectorProfileModel(vectors, options.History, options.Decay);
    }

    // Only fields that an item has count: the vector of no text says nothing.
    private static void Add(ITextEncoder encoder, string[] texts, float weight, Span<float> into, RunSettings run)
    {
        var encoded = new float[into.Length];
        encoder.Encode(texts, encoded, run.Cancellation);
        int d = encoder.Dimensions;
        for (int i = 0; i < texts.Length; i++)
            if (texts[i].Length > 0)
                TensorPrimitives.MultiplyAdd(encoded.AsSpan(i * d, d), weight, into.Slice(i * d, d), into.Slice(i * d, d));
    }

    private string TextOf(Catalogue catalogue, int item, int[] fields) => string.Join(' ', fields
        .Select(f => (Text: catalogue.TextOf(item, options.Fields[f]), Template: options.Templates.Count == 0 ? "{0}" : options.Templates[f]))
        .Where(part => part.Text.Length > 0).Select(part => part.Template.Replace("{0}", part.Text, StringComparison.Ordinal)));
}
