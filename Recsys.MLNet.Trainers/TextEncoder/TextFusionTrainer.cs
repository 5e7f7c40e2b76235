using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Both ways to compare texts: shared terms at learned weights, which tell apart items nobody met yet, and an encoder that learned on top of them what words stand for here.</summary>
/// <remarks>
/// Two stages, so that the encoder, which knows items by heart too, does not explain away what the weights of terms could learn for all
/// items. A log without an example to learn from gives the terms at the weights of TF-IDF.
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
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        string[] texts = ItemTexts.Of(log, options.Fields);
        var examples = new NextItemExamples(log, options.History, options.Decay);
        var terms = TitleTerms.Of(texts);
        if (examples.Count == 0)
            return new TfIdfModel(terms, options.History, options.Decay);
        terms = TermWeightTraining.Fit(terms, examples, options.Learning, run);
        var encoder = new TextEncoderTrainer(options).Fit(texts, examples, new TermScores(terms), run);
        var vectors = new RowMatrix(texts.Length, encoder.Dimensions, encoder.Encode(texts, run));
        return new TextModel(new(terms, options.History, options.Decay), new(vectors, options.History, options.Decay, encoder.ToStored(options.Fields)), 1 / options.Temperature);
    }
}
