using System.Globalization;
using System.Linq.Expressions;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>A search space over the properties of an options record, which the compiler checks.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public sealed record SearchSpaceOf<TOptions> : SearchSpace where TOptions : class, IValidatedOptions
{
    private readonly TOptions _defaults, _start;

    /// <summary>A space without parameters yet.</summary>
    /// <param name="defaults">Options as they are where nobody names them.</param>
    /// <param name="start">Options the search begins with; null for the same.</param>
    public SearchSpaceOf(TOptions defaults, TOptions? start = null)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        (_defaults, _start) = (defaults, start ?? defaults);
    }

    /// <summary>Adds whole numbers of a range.</summary>
    public SearchSpaceOf<TOptions> Integer(Expression<Func<TOptions, int>> option, int low, int high, bool log = false) =>
        Add(option.Body, ParameterKind.Integer, low, high, log, []);

    /// <summary>Adds numbers of a range.</summary>
    public SearchSpaceOf<TOptions> Number(Expression<Func<TOptions, float>> option, double low, double high, bool log = false) =>
        Add(option.Body, ParameterKind.Number, low, high, log, []);

    /// <summary>Adds numbers of a range.</summary>
    public SearchSpaceOf<TOptions> Number(Expression<Func<TOptions, double>> option, double low, double high, bool log = false) =>
        Add(option.Body, ParameterKind.Number, low, high, log, []);

    /// <summary>Adds a choice among values.</summary>
    public SearchSpaceOf<TOptions> Choice<TValue>(Expression<Func<TOptions, TValue>> option, params ReadOnlySpan<TValue> values)
    {
        var texts = new List<string>();
        foreach (var value in values)
            texts.Add(Text(value));
        return Add(option.Body, ParameterKind.Choice, 0, 0, log: false, texts);
    }

    /// <summary>The parameter added last only means something where another has this value.</summary>
    public SearchSpaceOf<TOptions> OnlyIf<TValue>(Expression<Func<TOptions, TValue>> option, TValue value) => this with
    {
        Parameters = [.. Parameters.SkipLast(1), Parameters[^1] with { OnlyIf = (NameOf(option.Body), Text(value)) }],
    };

    private SearchSpaceOf<TOptions> Add(Expression option, ParameterKind kind, double low, double high, bool log, IReadOnlyList<string> choices)
    {
        string name = NameOf(option);
        string Of(TOptions options) => Text(OptionValues.Of(options).First(o => o.Name == name).Value);
        return this with { Parameters = [.. Parameters, new(name, kind, low, high, log, choices, Of(_start)) { Default = Of(_defaults) }] };
    }

    private static string NameOf(Expression option)
    {
        string name = option is MemberExpression member ? member.Member.Name : throw new ArgumentException($"'{option}' is no property; expected one such as o => o.Factors.");
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string Text(object? value) => value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
