namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="SvdPlusPlusTrainer"/>.</summary>
public sealed record SvdPlusPlusOptions : IValidatedOptions
{
    /// <summary>Factors per user and item: F in the kernels. Default 50. Too few miss tastes; too many memorise unless <see cref="Regularization"/> grows.</summary>
    public int Factors { get; init; } = 50;

    /// <summary>Passes over the ratings. Default 40. The step shrinks to 0 over them, so that more passes are also slower ones.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>η, the first step size; it falls linearly to 0. Default 0.02. Too small does not arrive within <see cref="Epochs"/>; too large diverges.</summary>
    public float LearningRate { get; init; } = 0.02f;

    /// <summary>λ, the pull of the vectors towards 0. Default 0.08. Too small memorises, too large leaves only the biases.</summary>
    public float Regularization { get; init; } = 0.08f;

    /// <summary>λ of the biases. Default 0.005. Biases have much evidence each and need less pull than vectors.</summary>
    public float BiasRegularization { get; init; } = 0.005f;

    /// <summary>Expected length of the initial vectors. Default 0.1. 0 would never leave the saddle at the origin.</summary>
    public float InitialScale { get; init; } = 0.1f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(LearningRate, nameof(LearningRate), "a step size"),
        Check.NotNegative(Regularization, nameof(Regularization), "a pull towards 0"),
        Check.NotNegative(BiasRegularization, nameof(BiasRegularization), "a pull towards 0"),
        Check.That(LearningRate * Math.Max(Regularization, BiasRegularization) < 1, nameof(LearningRate), "times Regularization is 1 or more; every step would overshoot 0"),
        Check.Positive(InitialScale, nameof(InitialScale), "vectors that begin at 0 stay there"));
}
