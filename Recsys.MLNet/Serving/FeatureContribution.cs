namespace Recsys.MLNet.Serving;

/// <summary>What one number that the trained ranker reads adds to an item's score.</summary>
/// <param name="Feature">Name of the number.</param>
/// <param name="Meaning">What it says, for people.</param>
/// <param name="Unit">Its unit; empty for pure numbers.</param>
/// <param name="Value">Its value, NaN where it is not known.</param>
/// <param name="Contribution">What it adds: its Shapley value over the trees. All of them and the mean score make the score.</param>
public sealed record FeatureContribution(string Feature, string Meaning, string Unit, float Value, double Contribution);
