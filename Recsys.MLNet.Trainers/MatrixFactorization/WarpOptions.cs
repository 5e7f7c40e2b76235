namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="WarpTrainer"/>.</summary>
public sealed record WarpOptions : IValidatedOptions
{
    /// <summary>Factors per user and item: F in the kernels. Default 16. Too few blur niches; this loss memorises sooner than others, so that more of them want a larger <see cref="Regularization"/>.</summary>
    public int Factors { get; init; } = 16;

    /// <summary>Passes over the interactions. Default 30. Late passes find few violations and are slower for it.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>η, the first step size; it falls linearly to a tenth. Default 0.003. A violation near the top moves vectors by several times η, so that it must be smaller than for BPR.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>λ of all vectors. Default 0.1. Too small memorises, too large ranks by popularity. Its neighbour is <see cref="Factors"/>.</summary>
    public float Regularization { get; init; } = 0.1f;

    /// <summary>λ of the item biases. Default 0.001. Larger takes popularity out of the ranking.</summary>
    public float BiasRegularization { get; init; } = 0.001f;

    /// <summary>Expected length of the initial vectors. Default 0.1. 0 would never leave the saddle at the origin.</summary>
    public float InitialScale { get; init; } = 0.1f;

    /// <summary>Random items looked at before an interaction counts as ranked well enough. Default 20. Too few give up on the top of the list; more cost time in late passes.</summary>
    public int Trials { get; init; } = 20;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
        [.. ToPairwise().Problems(), .. Check.All(Check.Positive(Trials, nameof(Trials), "items looked at"))];

    internal PairwiseSettings ToPairwise() => new(Factors, Epochs, LearningRate, Regularization, BiasRegularization, InitialScale, Trials);
}
