namespace Recsys.MLNet.Text.Scoring;

/// <summary>What the score of a candidate sees of the user.</summary>
public enum TextScorerForm
{
    /// <summary>R(u,c) = σ(W·f(c) + U·g(u) + b + b′): candidate and user are encoded apart. The user moves every score by the same amount, so all users get one order; fast, and right for how much a candidate is wanted by anyone.</summary>
    Additive,

    /// <summary>R(u,c) = σ(W·f(c|u) + U·g(u) + b + b′): the candidate is read together with the user (cross-encoding), so users get orders of their own; one run of the encoder for each pair.</summary>
    Joint,
}
