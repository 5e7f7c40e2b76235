using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What a search needs to train the whole recommender and ask it live, as <c>train</c> and <c>evaluate</c> do: then <c>pipeline</c> means that recommender.</summary>
/// <param name="Events">The events behind the log, the same each time they are enumerated.</param>
/// <param name="Basis">The recommender that the search begins with, and whose other options every configuration keeps.</param>
/// <param name="Components">Known components; null for those of the process.</param>
public sealed record LiveSearch(IEnumerable<Event> Events, TrainingOptions Basis, ComponentRegistry? Components = null);
