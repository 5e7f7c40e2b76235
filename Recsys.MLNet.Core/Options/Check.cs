using System.Globalization;

namespace Recsys.MLNet;

/// <summary>The few checks that options records are made of. Each returns a problem, or null.</summary>
public static class Check
{
    /// <summary>Collects the problems among the results of checks.</summary>
    public static IReadOnlyList<OptionProblem> All(params ReadOnlySpan<OptionProblem?> checks)
    {
        List<OptionProblem>? problems = null;
        foreach (var check in checks)
            if (check is not null)
                (problems ??= []).Add(check);
        return problems ?? (IReadOnlyList<OptionProblem>)[];
    }

    /// <summary>A finite number above 0.</summary>
    public static OptionProblem? Positive(double value, string option, string why) =>
        double.IsFinite(value) && value > 0 ? null : Problem(option, $"is {Text(value)}; must be above 0: {why}");

    /// <summary>A finite number of at least 0.</summary>
    public static OptionProblem? NotNegative(double value, string option, string why) =>
        double.IsFinite(value) && value >= 0 ? null : Problem(option, $"is {Text(value)}; must be 0 or more: {why}");

    /// <summary>A number within a closed range.</summary>
    public static OptionProblem? Between(double value, double low, double high, string option, string why) =>
        value >= low && value <= high ? null : Problem(option, $"is {Text(value)}; must lie in {Text(low)}..{Text(high)}: {why}");

    /// <summary>A condition of any other kind.</summary>
    public static OptionProblem? That(bool holds, string option, string message) => holds ? null : Problem(option, message);

    /// <summary>Throws one <see cref="ArgumentException"/> that lists every problem.</summary>
    public static void ThrowIfInvalid(this IValidatedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Problems();
        if (problems.Count == 0)
            return;
        string type = options.GetType().Name;
        throw new ArgumentException(string.Join(Environment.NewLine, problems.Select(p => $"{type}.{p.Option} {p.Message}")));
    }

    private static OptionProblem Problem(string option, string message) => new(option, message);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
