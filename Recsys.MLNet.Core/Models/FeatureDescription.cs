namespace Recsys.MLNet.Models;

/// <summary>A feature of the ranker as people read it.</summary>
/// <param name="Name">Name in models and reports.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Meaning">What it says.</param>
public sealed record FeatureDescription(string Name, string Unit, string Meaning);
