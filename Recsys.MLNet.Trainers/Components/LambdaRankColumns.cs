namespace Recsys.MLNet.Trainers.Components;

/// <summary>The columns of a ranking pipeline.</summary>
/// <param name="Label">Graded relevance, whole numbers from 0.</param>
/// <param name="Features">Feature vectors.</param>
/// <param name="Group">Ids of the lists that rows are ranked in: texts, keys or whole numbers.</param>
/// <param name="Score">The column that is added.</param>
public sealed record LambdaRankColumns(string Label = "Label", string Features = "Features", string Group = "GroupId", string Score = "Score");
