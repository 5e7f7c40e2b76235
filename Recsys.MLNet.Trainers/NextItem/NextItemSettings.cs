namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>How vectors of items are learned from what users turned to next, whatever makes the vectors; the options of each trainer say what the numbers mean.</summary>
internal sealed record NextItemSettings(int Epochs, int BatchSize, float LearningRate, float Temperature, int History, float Decay, int Negatives, float HardNegatives)
{
    /// <summary>Examples learned from in all passes together; of more, each pass takes a random part.</summary>
    public int MaxExamples { get; init; } = int.MaxValue;

    /// <summary>What is wrong with the numbers, under the names that every trainer's options give them.</summary>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Epochs, nameof(Epochs), "a number of passes"),
        Check.Between(BatchSize, 8, 16384, nameof(BatchSize), "a number of examples"),
        Check.Between(LearningRate, 1e-6, 1, nameof(LearningRate), "a step size"),
        Check.Between(Temperature, 1e-3, 10, nameof(Temperature), "a temperature"),
        Check.Between(History, 1, 1000, nameof(History), "a number of events"),
        Check.Between(Decay, 0, 1, nameof(Decay), "older items never weigh more than newer ones"),
        Check.Between(Negatives, 0, 100_000, nameof(Negatives), "a number of items"),
        Check.Between(HardNegatives, 0, 1, nameof(HardNegatives), "a share of the negatives"),
        Check.Positive(MaxExamples, nameof(MaxExamples), "a number of examples"));
}
