namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>How vectors of items are learned from pairs, whatever makes the vectors; the options of each trainer say what the numbers mean.</summary>
internal sealed record PairLearningSettings(int Epochs, int BatchSize, float LearningRate, float Temperature, float HardNegatives, bool CorrectForPopularity);
