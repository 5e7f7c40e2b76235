using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Text.Scoring;

/// <summary>Scores candidates for a user from texts alone: a query or what is known of the user in words, and the candidates' titles.</summary>
/// <remarks>The equation is <see cref="TextScorerModel"/>'s. Safe for many threads at once.</remarks>
/// <example><code>
/// using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = "models/encoder" });
/// var scorer = new TextScorer(encoder, TextScorerModel.Load("places.scorer"));
/// float[] shares = scorer.Shares("我想去旅游的地方", ["巴黎", "伦敦", "东京"]);
/// </code></example>
public sealed class TextScorer
{
    private readonly ITextEncoder _encoder;

    /// <summary>Puts an encoder and learned weights together; the encoder stays the caller's to dispose of.</summary>
    /// <exception cref="ArgumentException">The weights belong to another encoder, or the joint form to one that reads no pairs.</exception>
    public TextScorer(ITextEncoder encoder, TextScorerModel model)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(model);
        if (encoder.Id != model.Encoder || encoder.Dimensions != model.CandidateWeights.Length)
            throw new ArgumentException($"The scorer was trained on the encoder {model.Encoder} with vectors of {model.CandidateWeights.Length}; this one is {encoder.Id} with {encoder.Dimensions}. Open the encoder it was trained on, or train again.");
        if (model.Form == TextScorerForm.Joint && encoder is not ITextPairEncoder)
            throw new ArgumentException("The joint form reads candidate and user together; this encoder encodes single texts only. Use OnnxTextEncoder, or train the additive form.");
        (_encoder, Model) = (encoder, model);
    }

    /// <summary>The weights.</summary>
    public TextScorerModel Model { get; }

    /// <summary>R(u,c) for each candidate: the probability that the user wants it.</summary>
    /// <param name="user">The query, or what is known of the user in words.</param>
    /// <param name="candidates">The candidates' texts; null counts as empty.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public float[] Score(string user, IReadOnlyList<string?> candidates, CancellationToken cancellation = default)
    {
        float[] logits = Logits(user, candidates, cancellation);
        for (int i = 0; i < logits.Length; i++)
            logits[i] = 1 / (1 + MathF.Exp(-logits[i]));
        return logits;
    }

    /// <summary>Softmax over the candidates: shares of 1.</summary>
    /// <inheritdoc cref="Score"/>
    public float[] Shares(string user, IReadOnlyList<string?> candidates, CancellationToken cancellation = default)
    {
        float[] logits = Logits(user, candidates, cancellation);
        if (logits.Length > 0)
            Numerics.Softmax.Compute(logits, logits);
        return logits;
    }

    /// <summary>Vectors of candidates as a form sees them for a user, (candidates, D): f(c), or f(c|u).</summary>
    internal static float[] CandidateVectors(ITextEncoder encoder, TextScorerForm form, string user, IReadOnlyList<string?> candidates, CancellationToken cancellation)
    {
        var vectors = new float[checked(candidates.Count * encoder.Dimensions)];
        if (form == TextScorerForm.Joint)
            ((ITextPairEncoder)encoder).EncodePairs([.. Enumerable.Repeat(user, candidates.Count)], candidates, vectors, cancellation);
        else
            encoder.Encode(candidates, vectors, cancellation);
        return vectors;
    }

    private float[] Logits(string user, IReadOnlyList<string?> candidates, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(candidates);
        int d = _encoder.Dimensions;
        var g = new float[d];
        _encoder.Encode([user], g, cancellation);
        float[] f = CandidateVectors(_encoder, Model.Form, user, candidates, cancellation);
        var logits = new float[candidates.Count];
        for (int i = 0; i < logits.Length; i++)
            logits[i] = Model.Logit(f.AsSpan(i * d, d), g);
        return logits;
    }
}
