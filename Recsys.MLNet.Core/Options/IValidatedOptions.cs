namespace Recsys.MLNet;

/// <summary>Options that can say everything that is wrong with them at once.</summary>
public interface IValidatedOptions
{
    /// <summary>Every problem, empty when valid.</summary>
    IReadOnlyList<OptionProblem> Problems();
}
