namespace Recsys.MLNet.Text.Encoders;

/// <summary>How long texts of different requests wait for each other.</summary>
public sealed record MicroBatchOptions : IValidatedOptions
{
    /// <summary>Longest time a text waits for others before its batch runs. Default 2 ms. Long makes fuller batches and slower answers; 0 takes only what waits already. A batch that is running may add its own time.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Texts of a batch; a full one runs at once. Default 32. Large batches use a processor better and make the first text wait for the last to be computed.</summary>
    public int MaxTexts { get; init; } = 32;

    /// <summary>Texts that may wait; beyond it a request waits before it is taken. Default 1024, which bounds memory under a flood.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(MaxDelay >= TimeSpan.Zero && MaxDelay <= TimeSpan.FromMinutes(1), nameof(MaxDelay), $"is {MaxDelay}; must lie in 0..1 minute."),
        Check.Positive(MaxTexts, nameof(MaxTexts), "a number of texts"),
        Check.Positive(MaxWaiting, nameof(MaxWaiting), "a number of texts"));
}
