using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Neighborhood;

/// <summary>Settings of <see cref="ItemKnnTrainer"/>.</summary>
public sealed record ItemKnnOptions : IValidatedOptions
{
    /// <summary>Neighbours of each item. Default 80. Too few miss what the user has; too many let weak neighbours outvote strong ones.</summary>
    public int Neighbours { get; init; } = 80;

    /// <summary>How alike two items are. Default <see cref="SimilarityMeasure.Cosine"/>.</summary>
    public SimilarityMeasure Measure { get; init; } = SimilarityMeasure.Cosine;

    /// <summary>Added below the fraction line. Default 10. 0 trusts items that met once as much as those that met often; too large ranks by popularity.</summary>
    public float Shrink { get; init; } = 10;

    /// <summary>Similarities are raised to this power. Default 1. Above 1 the nearest neighbours count more; it works against a large <see cref="Neighbours"/>.</summary>
    public float SimilarityExponent { get; init; } = 1;

    /// <summary>Interaction weights are raised to this power. Default 0: every pair that interacted counts the same.</summary>
    public float WeightExponent { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Neighbours, nameof(Neighbours), "a number of items"),
        Check.That(Enum.IsDefined(Measure), nameof(Measure), $"is {Measure}; expected Cosine or Jaccard"),
        Check.NotNegative(Shrink, nameof(Shrink), "a damping of rare pairs"),
        Check.Positive(SimilarityExponent, nameof(SimilarityExponent), "0 makes all neighbours alike"),
        Check.Between(WeightExponent, 0, 4, nameof(WeightExponent), "0 counts every pair once"));
}
