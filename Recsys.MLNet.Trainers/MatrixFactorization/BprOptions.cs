namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="BprTrainer"/>.</summary>
public sealed record BprOptions : IValidatedOptions
{
    /// <summary>Factors per user and item: F in the kernels. Default 64. Too few blur niches; too many memorise unless <see cref="Regularization"/> grows.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>Passes over the interactions. Default 150. Each interaction is compared with one random item a pass, so that few passes have seen few comparisons.</summary>
    public int Epochs { get; init; } = 150;

    /// <summary>η, the first step size; it falls linearly to a tenth. Default 0.05. Too small does not arrive within <see cref="Epochs"/>; too large is unstable.</summary>
    public float LearningRate { get; init; } = 0.05f;

    /// <summary>λ of all vectors. Default 0.015. Too small memorises, too large ranks by popularity. Its neighbour is <see cref="Factors"/>.</summary>
    public float Regularization { get; init; } = 0.015f;

    /// <summary>λ of the item biases. Default 0.001. Larger takes popularity out of the ranking.</summary>
    public float BiasRegularization { get; init; } = 0.001f;

    /// <summary>Expected length of the initial vectors. Default 0.1. 0 would never leave the saddle at the origin.</summary>
    public float InitialScale { get; init; } = 0.1f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => ToPairwise().Problems();

    internal PairwiseSettings ToPairwise() => new(Factors, Epochs, LearningRate, Regularization, BiasRegularization, InitialScale, Trials: 0);
}
