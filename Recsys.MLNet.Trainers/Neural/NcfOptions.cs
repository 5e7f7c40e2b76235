namespace Recsys.MLNet.Trainers.Neural;

/// <summary>Settings of <see cref="NcfTrainer"/>.</summary>
public sealed record NcfOptions : IValidatedOptions
{
    /// <summary>Factors per user and item. Default 32. Too few blur niches; more cost time in proportion and memorise.</summary>
    public int Factors { get; init; } = 32;

    /// <summary>Width of the first layer. Default 64. Its neighbour is <see cref="Factors"/>: about twice as wide.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Width of the second layer. Default 32. Narrower than <see cref="Hidden"/>.</summary>
    public int Second { get; init; } = 32;

    /// <summary>Passes over the interactions. Default 20. Too few have not told items apart; too many memorise.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Random items that the user does not have, for each that they have. Default 4. Too few see too little of the catalogue; more cost time in proportion.</summary>
    public int Negatives { get; init; } = 4;

    /// <summary>Pairs per step. Default 512. Smaller steps learn more from a pass and use the processor less well.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Step size of Adam for the layers and of Adagrad for the vectors, ten times as large there. Default 0.003. Too small does not arrive within <see cref="Epochs"/>; too large is unstable.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>λ of the vectors in a step. Default 0.0001. Too small memorises, too large ranks by popularity.</summary>
    public float Regularization { get; init; } = 0.0001f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Between(Hidden, 1, 4096, nameof(Hidden), "a width"),
        Check.Between(Second, 1, 4096, nameof(Second), "a width"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Between(Negatives, 1, 1000, nameof(Negatives), "without others there is nothing to tell apart"),
        Check.Between(BatchSize, 1, 65536, nameof(BatchSize), "pairs per step"),
        Check.Positive(LearningRate, nameof(LearningRate), "a step size"),
        Check.NotNegative(Regularization, nameof(Regularization), "a pull towards 0"));
}
