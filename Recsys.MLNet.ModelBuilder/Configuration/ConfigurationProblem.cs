using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>One thing wrong with a configuration.</summary>
/// <param name="Line">The line, from 1; 0 where it concerns no single one.</param>
/// <param name="Path">Where in the configuration, such as <c>ranker.leaves</c>; empty for the whole.</param>
/// <param name="Message">What was got, what is wanted, what to do.</param>
public sealed record ConfigurationProblem(int Line, string Path, string Message)
{
    /// <summary>The problem as people read it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Line > 0 ? $"line {Line}: " : "")}{(Path.Length > 0 ? $"{Path} " : "")}{Message}");
}
