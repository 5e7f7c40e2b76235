namespace Recsys.MLNet.Trainers.Linear;

/// <summary>Settings of <see cref="EaseTrainer"/>.</summary>
public sealed record EaseOptions : IValidatedOptions
{
    /// <summary>λ, added to each item's squared length. Default 200. Too small memorises pairs that met once; too large shrinks everything towards plain co-occurrence. Grows with the number of users.</summary>
    public float Regularization { get; init; } = 200;

    /// <summary>Interaction weights are raised to this power. Default 0: every pair that interacted counts the same. 1 trusts weights in full.</summary>
    public float WeightExponent { get; init; }

    /// <summary>Most items this may be asked for. Default 20000, which takes 1.6 GB and half as much again while fitting. More items need a factor model, or a machine with more memory and a larger value here.</summary>
    public int MostItems { get; init; } = 20000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Regularization, nameof(Regularization), "0 makes the system of items that always occur together singular"),
        Check.Between(WeightExponent, 0, 4, nameof(WeightExponent), "0 counts every pair once"),
        Check.Between(MostItems, 1, 46340, nameof(MostItems), "items squared must fit in one array"));
}
