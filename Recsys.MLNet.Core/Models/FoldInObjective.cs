namespace Recsys.MLNet.Models;

/// <summary>How a <see cref="FactorModel"/> finds the vector of a user from what they did.</summary>
public enum FoldInObjective
{
    /// <summary>Not at all: known users keep their fitted vector, others get the average one.</summary>
    None,

    /// <summary>Least squares towards 1 on the interactions and 0 on everything else, as implicit alternating least squares fits users.</summary>
    Implicit,

    /// <summary>Least squares on the ratings given, with a bias.</summary>
    Rating,

    /// <summary>Gradient steps that order what the user has above what they have not, as BPR fits users.</summary>
    Pairwise,
}
