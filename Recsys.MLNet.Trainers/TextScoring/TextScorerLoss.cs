namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>What training makes small.</summary>
public enum TextScorerLoss
{
    /// <summary>Each candidate by itself: was it chosen or not. R becomes a probability.</summary>
    Logistic,

    /// <summary>The candidates of a choice against each other. Only the order matters; U and the biases, which move all candidates alike, stay 0.</summary>
    Softmax,
}
