namespace Recsys.MLNet.Trainers.Components;

/// <summary>Settings of <see cref="TfIdfTextEstimator"/>.</summary>
public sealed record TfIdfTextOptions : IValidatedOptions
{
    /// <summary>Terms in fewer texts are left out. Default 2. 1 keeps every misspelling, large values lose rare names; see <see cref="MaximumTerms"/>.</summary>
    public int MinimumTexts { get; init; } = 2;

    /// <summary>Terms in a larger share of the texts are left out. Default 0.5. They tell texts apart least and cost most; 1 keeps all.</summary>
    public double MaximumShare { get; init; } = 0.5;

    /// <summary>The size of the vector: of more terms those in most texts are kept. Default 100000. Too small blurs, too large costs stages that make vectors dense.</summary>
    public int MaximumTerms { get; init; } = 100_000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(MinimumTexts, nameof(MinimumTexts), "a number of texts"),
        Check.That(MaximumShare is > 0 and <= 1, nameof(MaximumShare), $"is {MaximumShare}; must be above 0 and at most 1: 0 would leave out every term"),
        Check.Positive(MaximumTerms, nameof(MaximumTerms), "a number of terms"));
}
