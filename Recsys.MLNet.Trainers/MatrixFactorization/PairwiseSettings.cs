namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>What the two pairwise trainers have in common. <paramref name="Trials"/> 0 compares with one random item (BPR), more look for a violation (WARP).</summary>
internal sealed record PairwiseSettings(int Factors, int Epochs, float LearningRate, float Regularization, float BiasRegularization, float InitialScale, int Trials)
{
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(LearningRate, nameof(LearningRate), "a step size"),
        Check.NotNegative(Regularization, nameof(Regularization), "a pull towards 0"),
        Check.NotNegative(BiasRegularization, nameof(BiasRegularization), "a pull towards 0"),
        Check.That(LearningRate * Math.Max(Regularization, BiasRegularization) < 1, nameof(LearningRate), "times Regularization is 1 or more; every step would overshoot 0"),
        Check.Positive(InitialScale, nameof(InitialScale), "vectors that begin at 0 stay there"));

    public float RateOf(int epoch) => LearningRate * (1 - 0.9f * epoch / Epochs);
}
