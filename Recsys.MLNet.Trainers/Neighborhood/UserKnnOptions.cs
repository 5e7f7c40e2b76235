using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Neighborhood;

/// <summary>Settings of <see cref="UserKnnTrainer"/>.</summary>
public sealed record UserKnnOptions : IValidatedOptions
{
    /// <summary>Neighbours of each user. Default 80. Too few make scores coarse; too many rank by popularity.</summary>
    public int Neighbours { get; init; } = 80;

    /// <summary>How alike two users are. Default <see cref="SimilarityMeasure.Cosine"/>.</summary>
    public SimilarityMeasure Measure { get; init; } = SimilarityMeasure.Cosine;

    /// <summary>Added below the fraction line. Default 0. Larger distrusts users with few interactions.</summary>
    public float Shrink { get; init; }

    /// <summary>Similarities are raised to this power. Default 3. 1 lets far neighbours count for much, larger powers leave only the nearest; it works against a large <see cref="Neighbours"/>.</summary>
    public float SimilarityExponent { get; init; } = 3;

    /// <summary>Interaction weights are raised to this power. Default 0: every pair that interacted counts the same.</summary>
    public float WeightExponent { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Neighbours, nameof(Neighbours), "a number of users"),
        Check.That(Enum.IsDefined(Measure), nameof(Measure), $"is {Measure}; expected Cosine or Jaccard"),
        Check.NotNegative(Shrink, nameof(Shrink), "a damping of small users"),
        Check.Positive(SimilarityExponent, nameof(SimilarityExponent), "0 makes all neighbours alike"),
        Check.Between(WeightExponent, 0, 4, nameof(WeightExponent), "0 counts every pair once"));
}
