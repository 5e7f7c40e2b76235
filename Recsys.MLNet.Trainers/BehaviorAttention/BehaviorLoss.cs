namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>What the model is taught by: how the next item's score is set against others'.</summary>
public enum BehaviorLoss
{
    /// <summary>Softmax over the next item and a sample of others, each corrected by how often it is sampled.</summary>
    SampledSoftmax,

    /// <summary>Softmax over every item: exact, and the cost of a step grows with the catalogue.</summary>
    FullSoftmax,

    /// <summary>Each sampled item is a no, the next item a yes.</summary>
    BinaryCrossEntropy,

    /// <summary>The same with the yes tempered so that scores stay calibrated under sampling (gBCE).</summary>
    GeneralizedBinaryCrossEntropy,

    /// <summary>The next item against each sampled item by itself: how often a wrong one stands above it (BPR).</summary>
    PairCrossEntropy,
}
