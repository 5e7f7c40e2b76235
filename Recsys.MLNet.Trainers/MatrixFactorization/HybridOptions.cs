namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Settings of <see cref="HybridTrainer"/>.</summary>
public sealed record HybridOptions : IValidatedOptions
{
    /// <summary>Factors per user, item and feature: F in the kernels. Default 64. Too few blur niches; too many cost time and, without more <see cref="Regularization"/>, memorise.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>Passes over users, items and features. Default 16. Feature vectors need some passes more than plain factors to settle.</summary>
    public int Epochs { get; init; } = 16;

    /// <summary>λ, the pull of users towards 0 and of items towards what their features say. Default 0.02. Too small leaves features nothing to explain; too large lets them explain everything.</summary>
    public float Regularization { get; init; } = 0.02f;

    /// <summary>ν: λ is multiplied by (total weight of the row + α₀·rows of the other side) to this power. Default 1.</summary>
    public float RegularizationExponent { get; init; } = 1;

    /// <summary>α₀, the weight of every pair that did not interact, against 1 for one that did. Default 0, which takes it from the data: all pairs together weigh twice what the interactions weigh, so that sparse shops and dense catalogues are served alike. Too small leaves unseen items free to score high; too large drowns the interactions. Tune together with <see cref="Regularization"/>.</summary>
    public float UnobservedWeight { get; init; }

    /// <summary>Interaction weights are raised to this power. Default 1. With 0 every pair that interacted counts the same.</summary>
    public float WeightExponent { get; init; } = 1;

    /// <summary>μ, the pull of feature vectors towards 0, in units of the mean item's λ. Default 1. Too small lets rare features memorise their items.</summary>
    public float FeatureRegularization { get; init; } = 1;

    /// <summary>Items a feature must occur on. Default 3; rarer ones say more about one item than about items.</summary>
    public int FewestItems { get; init; } = 3;

    /// <summary>Steps of the regression on features in each pass. Default 8. It goes on where the last pass stopped, so that few suffice.</summary>
    public int FeatureSteps { get; init; } = 8;

    /// <summary>Catalogue fields to use, divided by commas; empty for all texts and vectors. Default empty.</summary>
    public string Fields { get; init; } = "";

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Between(Factors, 1, 1024, nameof(Factors), "a number of factors"),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(Regularization, nameof(Regularization), "0 makes the systems of rows with few interactions singular"),
        Check.Between(RegularizationExponent, 0, 2, nameof(RegularizationExponent), "0 pulls every row alike, 1 in proportion to its weight"),
        Check.NotNegative(UnobservedWeight, nameof(UnobservedWeight), "the weight of pairs that did not interact, 0 to take it from the data"),
        Check.Between(WeightExponent, 0, 4, nameof(WeightExponent), "0 counts every pair once"),
        Check.Positive(FeatureRegularization, nameof(FeatureRegularization), "0 makes the regression on features singular"),
        Check.Positive(FewestItems, nameof(FewestItems), "a number of items"),
        Check.Positive(FeatureSteps, nameof(FeatureSteps), "a number of steps"),
        Check.That(Fields is not null, nameof(Fields), "is null; expected names divided by commas, or an empty text"));
}
