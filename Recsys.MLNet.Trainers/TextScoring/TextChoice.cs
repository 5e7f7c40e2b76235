namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>One observed choice: what was known of a user in words, what they could choose from, and what they did choose.</summary>
/// <param name="User">The query, or what was known of the user in words.</param>
/// <param name="Candidates">Texts of the candidates.</param>
/// <param name="Chosen">Places of the chosen ones among the candidates; may be empty, several count alike.</param>
public sealed record TextChoice(string User, IReadOnlyList<string> Candidates, IReadOnlyList<int> Chosen);
