namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>A preset: defaults for one kind of recommender, and what they assume.</summary>
/// <param name="Name">Its name in configurations.</param>
/// <param name="Description">What it is for, in one line.</param>
/// <param name="Configuration">Its defaults.</param>
public sealed record Scenario(string Name, string Description, RecommenderConfiguration Configuration)
{
    /// <summary>What it assumes of the data and the site; where this does not hold, change the options named.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }
}
