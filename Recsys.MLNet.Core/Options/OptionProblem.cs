namespace Recsys.MLNet;

/// <summary>One thing wrong with one option.</summary>
/// <param name="Option">The option's name, such as <c>"Factors"</c>.</param>
/// <param name="Message">What was got, what is wanted, and what to do.</param>
public sealed record OptionProblem(string Option, string Message);
