namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="SgdTrainer"/>. Defaults suit star ratings, a hundred thousand to a hundred million.</summary>
public sealed record SgdOptions : IValidatedOptions
{
    /// <summary>Factors per user and item: F in the kernels. Default 40. Too few miss tastes; too many memorise unless <see cref="Regularization"/> grows.</summary>
    public int Factors { get; init; } = 40;

    /// <summary>Passes over the ratings. Default 30. The step shrinks to 0 over them, so that more passes are also slower ones.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>η, the first step size; it falls linearly to 0. Default 0.03. Too small does not arrive within <see cref="Epochs"/>; too large diverges.</summary>
    public float LearningRate { get; init; } = 0.03f;

    /// <summary>λ, the pull of both vectors of a rating towards 0. Default 0.11. Too small memorises, too large leaves only the biases. Its neighbour is <see cref="Factors"/>.</summary>
    public float Regularization { get; init; } = 0.11f;

    /// <summary>ν: a row with n times the mean number of ratings is pulled n^(ν−1) times as hard in each of its steps. Default 0.5. 1 pulls alike in every step, so that rows with many ratings are held back too much; 0 pulls every row alike over a whole pass.</summary>
    public float RegularizationExponent { get; init; } = 0.5f;

    /// <summary>λ of the biases. Default 0.02. Biases have much evidence each and need less pull than vectors.</summary>
    public float BiasRegularization { get; init; } = 0.02f;

    /// <summary>Whether users and items have biases. Default true; without them every vector has to learn how generous a user is.</summary>
    public bool Biases { get; init; } = true;

    /// <summary>Expected length of the initial vectors. Default 0.1. 0 would never leave the saddle at the origin.</summary>
    public float InitialScale { get; init; } = 0.1f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(LearningRate, nameof(LearningRate), "a step size"),
        Check.NotNegative(Regularization, nameof(Regularization), "a pull towards 0"),
        Check.Between(RegularizationExponent, 0, 1, nameof(RegularizationExponent), "0 pulls rows alike in a pass, 1 in a step"),
        Check.NotNegative(BiasRegularization, nameof(BiasRegularization), "a pull towards 0"),
        Check.That(LearningRate * Math.Max(Regularization, BiasRegularization) < 1, nameof(LearningRate), "times Regularization is 1 or more; every step would overshoot 0"),
        Check.Positive(InitialScale, nameof(InitialScale), "vectors that begin at 0 stay there"));
}
