using System.Numerics.Tensors;
using Recsys.MLNet.Components;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Text.Scoring;

/// <summary>What a <see cref="TextScorer"/> has learned: the two weight vectors and the two biases.</summary>
/// <remarks>
/// <code>
/// additive   logit(u,c) = W·f(c)   + U·g(u) + b + b′
/// joint      logit(u,c) = W·f(c|u) + U·g(u) + b + b′
/// R(u,c) = σ(logit)          shares over candidates = softmax_c(logit)
/// </code>
/// Shapes: f and W (D), g and U (D). b belongs to candidates, b′ to users.
/// </remarks>
public sealed class TextScorerModel : ISavedModel
{
    internal const string SectionKind = "text-scorer";

    /// <summary>A model over the vectors of one encoder.</summary>
    /// <param name="form">What the score of a candidate sees of the user.</param>
    /// <param name="encoder">Id of the encoder.</param>
    /// <param name="candidateWeights">W.</param>
    /// <param name="userWeights">U.</param>
    /// <param name="candidateBias">b.</param>
    /// <param name="userBias">b′.</param>
    public TextScorerModel(TextScorerForm form, string encoder, float[] candidateWeights, float[] userWeights, float candidateBias, float userBias)
    {
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        ArgumentNullException.ThrowIfNull(candidateWeights);
        ArgumentNullException.ThrowIfNull(userWeights);
        if (candidateWeights.Length == 0 || candidateWeights.Length != userWeights.Length)
            throw new ArgumentException($"W holds {candidateWeights.Length} weights and U {userWeights.Length}; expected one for each number of the encoder's vectors.");
        (Form, Encoder, CandidateWeights, UserWeights, CandidateBias, UserBias) = (form, encoder, candidateWeights, userWeights, candidateBias, userBias);
    }

    /// <summary>What the score of a candidate sees of the user.</summary>
    public TextScorerForm Form { get; }

    /// <summary>Id of the encoder whose vectors the weights belong to.</summary>
    public string Encoder { get; }

    /// <summary>W, (D).</summary>
    public float[] CandidateWeights { get; }

    /// <summary>U, (D).</summary>
    public float[] UserWeights { get; }

    /// <summary>b.</summary>
    public float CandidateBias { get; }

    /// <summary>b′.</summary>
    public float UserBias { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <summary>W·f + U·g + b + b′.</summary>
    /// <param name="candidate">f(c), or f(c|u) in the joint form.</param>
    /// <param name="user">g(u).</param>
    public float Logit(ReadOnlySpan<float> candidate, ReadOnlySpan<float> user) =>
        TensorPrimitives.Dot(candidate, CandidateWeights) + TensorPrimitives.Dot(user, UserWeights) + CandidateBias + UserBias;

    /// <summary>Writes the model to a file, whole or not at all.</summary>
    public void Save(string path) => Data.AtomicFile.Write(path, stream => ModelSections.Save(this, stream));

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The file is no text scorer, or damaged.</exception>
    public static TextScorerModel Load(string path)
    {
        ComponentKinds.Register();
        using var file = File.OpenRead(path);
        return ModelSections.Load<TextScorerModel>(file);
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((int)Form);
        writer.Write(Encoder);
        writer.Write<float>(CandidateWeights);
        writer.Write<float>(UserWeights);
        writer.Write(CandidateBias);
        writer.Write(UserBias);
    }

    internal static TextScorerModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        var (form, encoder, candidate, user) = ((TextScorerForm)reader.ReadInt(), reader.ReadString(), reader.ReadArray<float>(), reader.ReadArray<float>());
        return Enum.IsDefined(form) && encoder.Length > 0 && candidate.Length > 0 && candidate.Length == user.Length
            ? new(form, encoder, candidate, user, reader.ReadFloat(), reader.ReadFloat()) : throw SavedPart.Damaged(SectionKind);
    }
}
