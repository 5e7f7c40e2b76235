using Recsys.MLNet.Numerics;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Scoring;

namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>Learns <see cref="TextScorerModel"/> from choices: a linear layer over a frozen encoder, one vector for the user and one for the candidate.</summary>
public sealed class TextScorerTrainer(TextScorerOptions options)
{
    /// <summary>With default settings.</summary>
    public TextScorerTrainer() : this(new()) { }

    /// <summary>Fits on choices. Each different text, or pair of texts in the joint form, is encoded once.</summary>
    /// <exception cref="ArgumentException">Options are invalid, there is no choice, a place lies outside its candidates, or the encoder reads no pairs.</exception>
    public TextScorerModel Fit(ITextEncoder encoder, IReadOnlyList<TextChoice> choices, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        Check(encoder, choices);
        int d = encoder.Dimensions;
        var vectors = EncodedChoices.Of(encoder, options.Form, choices, run);
        float[] parameters = new float[2 * d + 1], gradient = new float[parameters.Length], m = new float[parameters.Length], v = new float[parameters.Length];
        int batches = (choices.Count + options.BatchSize - 1) / options.BatchSize;
        for (int epoch = 0, step = 1; epoch < options.Epochs; epoch++)
        {
            int[] order = run.Random("text-scorer.order", epoch).Permutation(choices.Count);
            double loss = 0;
            for (int b = 0; b < batches; b++, step++)
            {
                var batch = order.AsSpan(b * options.BatchSize, Math.Min(options.BatchSize, order.Length - b * options.BatchSize));
                gradient.AsSpan().Clear();
                foreach (int choice in batch)
                    loss += TextScorerKernel.Add(parameters, vectors.CandidatesOf(choice), vectors.UserOf(choice), vectors.LabelsOf(choice), options.Loss, gradient);
                for (int i = 0; i < gradient.Length; i++)
                    gradient[i] = gradient[i] / batch.Length + (i < 2 * d ? options.Regularization * parameters[i] : 0);
                double done = (double)step / (options.Epochs * batches);
                AdamStep.Apply(parameters, gradient, m, v, options.LearningRate * (float)(1 - 0.9 * done), 0, step);
            }
            run.Report("text scorer", (epoch + 1.0) / options.Epochs, FormattableString.Invariant($"loss {loss / choices.Count:F4}"));
        }
        // One number is all that data can tell of b + b′: half goes to each.
        return new(options.Form, encoder.Id, parameters[..d], parameters[d..(2 * d)], parameters[2 * d] / 2, parameters[2 * d] / 2);
    }

    private void Check(ITextEncoder encoder, IReadOnlyList<TextChoice> choices)
    {
        if (options.Form == TextScorerForm.Joint && encoder is not ITextPairEncoder)
            throw new ArgumentException("TextScorerOptions.Form is Joint, which reads candidate and user together; this encoder encodes single texts only. Use OnnxTextEncoder, or the form Additive.");
        if (choices.Count == 0)
            throw new ArgumentException("There are no choices to learn from; give at least one.", nameof(choices));
        for (int i = 0; i < choices.Count; i++)
        {
            var choice = choices[i];
            if (choice.Candidates.Count == 0 || choice.Chosen.Any(place => place < 0 || place >= choice.Candidates.Count))
                throw new ArgumentException($"Choice {i} has {choice.Candidates.Count} candidates and chose {string.Join(", ", choice.Chosen)}; expected places of its candidates, counted from 0.", nameof(choices));
        }
    }
}
