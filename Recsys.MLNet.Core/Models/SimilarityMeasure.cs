namespace Recsys.MLNet.Models;

/// <summary>How alike two sets of interactions are, from what they share.</summary>
public enum SimilarityMeasure
{
    /// <summary>Inner product over the product of the lengths.</summary>
    Cosine,

    /// <summary>What both have over what either has, weights ignored.</summary>
    Jaccard,
}
