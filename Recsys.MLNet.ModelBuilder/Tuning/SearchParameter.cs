using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>One option that a search varies: its values, and how they lie on the unit interval that samplers work in.</summary>
/// <param name="Name">The option's name on the command line, such as <c>factors</c>.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Low">Smallest value of a range.</param>
/// <param name="High">Largest value of a range.</param>
/// <param name="IsLog">Whether equal steps on the unit interval are equal ratios: for what is chosen by order of magnitude.</param>
/// <param name="Choices">The values of a choice.</param>
/// <param name="Start">The value a search begins with.</param>
public sealed record SearchParameter(string Name, ParameterKind Kind, double Low, double High, bool IsLog, IReadOnlyList<string> Choices, string Start)
{
    private const int Digits = 3; // a search that tells 0.0312 from 0.0313 only looks precise

    /// <summary>The value that the option has where nobody names it; names of configurations leave it out. Default that of <see cref="Start"/>.</summary>
    public string Default { get; init; } = Start;

    /// <summary>The parameter and its value that this one needs to mean anything, or null.</summary>
    public (string Name, string Value)? OnlyIf { get; init; }

    /// <summary>The value at a place of the unit interval.</summary>
    public string At(double unit)
    {
        unit = Math.Clamp(unit, 0, 1);
        if (Kind == ParameterKind.Choice)
            return Choices[Math.Min(Choices.Count - 1, (int)(unit * Choices.Count))];
        double value = IsLog ? Math.Exp(Math.Log(Low) + unit * (Math.Log(High) - Math.Log(Low))) : Low + unit * (High - Low);
        if (Kind == ParameterKind.Integer)
            return Math.Clamp(Math.Round(value), Low, High).ToString(CultureInfo.InvariantCulture);
        return Math.Clamp(Rounded(value), Low, High).ToString("0.#######", CultureInfo.InvariantCulture);
    }

    /// <summary>The place of a value on the unit interval; for a choice the middle of its part.</summary>
    /// <exception cref="ArgumentException">The text is no value of the parameter.</exception>
    public double Place(string value)
    {
        if (Kind == ParameterKind.Choice)
        {
            int index = Choices.TakeWhile(c => !c.Equals(value, StringComparison.OrdinalIgnoreCase)).Count();
            return index < Choices.Count ? (index + 0.5) / Choices.Count : throw new ArgumentException($"{Name} is '{value}'; expected one of {string.Join(", ", Choices)}.");
        }
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            throw new ArgumentException($"{Name} is '{value}'; expected a number.");
        number = Math.Clamp(number, Low, High);
        return IsLog ? (Math.Log(number) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low)) : (number - Low) / (High - Low);
    }

    /// <summary>Whether the text is a value of the parameter.</summary>
    public bool Holds(string value) => Kind == ParameterKind.Choice
        ? Choices.Contains(value, StringComparer.OrdinalIgnoreCase)
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= Low && number <= High
            && (Kind == ParameterKind.Number || number == Math.Round(number));

    private static double Rounded(double value) => value == 0 ? 0 : double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
