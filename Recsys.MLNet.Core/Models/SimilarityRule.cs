namespace Recsys.MLNet.Models;

/// <summary>Turns what two sets of interactions share into a similarity.</summary>
/// <remarks>
/// <code>
/// cosine   (a·b) / (‖a‖·‖b‖ + shrink)        jaccard   |a ∩ b| / (|a ∪ b| + shrink)        both to the power q
/// </code>
/// For Jaccard the shared part and the squared lengths are counts.
/// </remarks>
internal readonly record struct SimilarityRule(SimilarityMeasure Measure, float Shrink, float Exponent)
{
    /// <summary>The similarity; 0 when nothing is shared.</summary>
    public float Of(double shared, double squaredA, double squaredB)
    {
        if (!(shared > 0))
            return 0;
        double whole = Measure == SimilarityMeasure.Cosine ? Math.Sqrt(squaredA * squaredB) : squaredA + squaredB - shared;
        double similarity = shared / (whole + Shrink);
        return (float)(Exponent == 1 ? similarity : Math.Pow(similarity, Exponent));
    }

    /// <summary>What a weight counts in the shared part.</summary>
    public float Value(float weight, float weightExponent) => Measure == SimilarityMeasure.Jaccard ? 1 : MathF.Pow(weight, weightExponent);
}
