namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="AlsTrainer"/>. Defaults suit a hundred thousand to ten million interactions.</summary>
public sealed record AlsOptions : IValidatedOptions
{
    /// <summary>Factors per user and item: F in the kernels. Default 64. Too few blur niches together; too many cost time and, without more <see cref="Regularization"/>, memorise.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>Passes over users and items. Default 16. Too few stop before the objective settles; more than 30 rarely change a ranking.</summary>
    public int Epochs { get; init; } = 16;

    /// <summary>λ, the pull of every vector towards 0. Default 0.02. Too small memorises, too large ranks by popularity. Its scale depends on <see cref="RegularizationExponent"/>.</summary>
    public float Regularization { get; init; } = 0.02f;

    /// <summary>ν: λ is multiplied by (total weight of the row + α₀·rows of the other side) to this power. Default 1. With 0 every row is pulled alike, so that λ must be hundreds of times larger.</summary>
    public float RegularizationExponent { get; init; } = 1;

    /// <summary>α₀, the weight of every pair that did not interact, against 1 for one that did. Default 0, which takes it from the data: all pairs together weigh twice what the interactions weigh, so that sparse shops and dense catalogues are served alike. Too small leaves unseen items free to score high; too large drowns the interactions. Tune together with <see cref="Regularization"/>.</summary>
    public float UnobservedWeight { get; init; }

    /// <summary>Multiplies every interaction's weight (α of Hu et al.). Default 1. Only its ratio to <see cref="UnobservedWeight"/> matters.</summary>
    public float WeightScale { get; init; } = 1;

    /// <summary>Interaction weights are raised to this power. Default 1. With 0 every pair that interacted counts the same; 0.5 damps repeats.</summary>
    public float WeightExponent { get; init; } = 1;

    /// <summary>Standard deviation of the initial vectors' length. Default 0.1. Hardly matters; 0 would never leave the saddle at the origin.</summary>
    public float InitialScale { get; init; } = 0.1f;

    /// <summary>How a row is solved. Default <see cref="AlsSolver.Auto"/>.</summary>
    public AlsSolver Solver { get; init; } = AlsSolver.Auto;

    /// <summary>Factors per block of <see cref="AlsSolver.BlockCoordinate"/>. Default 16. Larger blocks take fewer epochs, each slower by about their ratio.</summary>
    public int BlockSize { get; init; } = 16;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(Regularization, nameof(Regularization), "0 makes the systems of rows with few interactions singular"),
        Check.Between(RegularizationExponent, 0, 2, nameof(RegularizationExponent), "0 pulls every row alike, 1 in proportion to its weight"),
        Check.NotNegative(UnobservedWeight, nameof(UnobservedWeight), "the weight of pairs that did not interact, 0 to take it from the data"),
        Check.Positive(WeightScale, nameof(WeightScale), "the weight of pairs that interacted"),
        Check.Between(WeightExponent, 0, 4, nameof(WeightExponent), "0 counts every pair once"),
        Check.Positive(InitialScale, nameof(InitialScale), "vectors that begin at 0 stay there"),
        Check.That(Enum.IsDefined(Solver), nameof(Solver), $"is {Solver}; expected Auto, Cholesky or BlockCoordinate"),
        Check.Positive(BlockSize, nameof(BlockSize), "factors solved together"));

    internal AlsSolver EffectiveSolver => Solver != AlsSolver.Auto ? Solver : Factors <= 2 * BlockSize ? AlsSolver.Cholesky : AlsSolver.BlockCoordinate;
}
