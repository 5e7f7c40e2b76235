namespace Recsys.MLNet;

/// <summary>One progress report.</summary>
/// <param name="Stage">What is being done, such as <c>"als"</c>; stable within one piece of work.</param>
/// <param name="Fraction">Share done, 0 to 1; NaN when the end is not known.</param>
/// <param name="Message">A short remark for people, such as a loss, or null.</param>
public readonly record struct RunProgress(string Stage, double Fraction, string? Message = null);
