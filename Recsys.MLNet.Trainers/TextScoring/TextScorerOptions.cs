using Recsys.MLNet.Text.Scoring;

namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>Settings of <see cref="TextScorerTrainer"/>. The encoder stays as it is; only W, U, b and b′ are learned.</summary>
public sealed record TextScorerOptions : IValidatedOptions
{
    /// <summary>What the score of a candidate sees of the user. Default Joint. Additive is one encoding for each text instead of one for each pair, and gives all users one order.</summary>
    public TextScorerForm Form { get; init; } = TextScorerForm.Joint;

    /// <summary>What training makes small. Default Logistic, which makes scores probabilities; Softmax cares for the order of a choice's candidates alone.</summary>
    public TextScorerLoss Loss { get; init; } = TextScorerLoss.Logistic;

    /// <summary>Passes over the choices. Default 20. Too few leave weights near 0; too many learn the choices by heart, against which <see cref="Regularization"/> helps.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Choices of a step. Default 64. Small steps are noisy, large ones few.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Step size of Adam, falling linearly to a tenth. Default 0.05. Too large swings, too small needs more <see cref="Epochs"/>.</summary>
    public float LearningRate { get; init; } = 0.05f;

    /// <summary>λ, the pull of W and U towards 0. Default 0.0001. More for few choices, less for many.</summary>
    public float Regularization { get; init; } = 1e-4f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Enum.IsDefined(Form), nameof(Form), "is none of Additive, Joint."),
        Check.That(Enum.IsDefined(Loss), nameof(Loss), "is none of Logistic, Softmax."),
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Positive(BatchSize, nameof(BatchSize), "a number of choices"),
        Check.Between(LearningRate, 1e-6, 10, nameof(LearningRate), "a step size"),
        Check.NotNegative(Regularization, nameof(Regularization), "a strength"));
}
