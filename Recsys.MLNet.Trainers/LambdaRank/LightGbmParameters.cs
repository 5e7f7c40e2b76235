using System.Globalization;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>LightGBM's parameters by LightGBM's names and aliases, from <c>key=value</c> texts and configuration files.</summary>
/// <remarks>Parameters of other tasks, devices and machines are accepted and listed in <see cref="Ignored"/>; what would change the model and is not supported is refused.</remarks>
public sealed record LightGbmParameters
{
    /// <summary>Settings of the trainer.</summary>
    public LambdaRankOptions Options { get; init; } = new();

    /// <summary>Path of the training data, or null.</summary>
    public string? Data { get; init; }

    /// <summary>Paths of validation data.</summary>
    public IReadOnlyList<string> Valid { get; init; } = [];

    /// <summary>Path of the model to write, or null.</summary>
    public string? OutputModel { get; init; }

    /// <summary>Path of the model to start from, or null.</summary>
    public string? InputModel { get; init; }

    /// <summary>Indices of categorical features.</summary>
    public IReadOnlyList<int> CategoricalFeatures { get; init; } = [];

    /// <summary>Seed, or null where none was given.</summary>
    public int? Seed { get; init; }

    /// <summary>Threads, or null where none was given.</summary>
    public int? Threads { get; init; }

    /// <summary>Parameters that were understood and do not matter here.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Reads a configuration file: one <c>key = value</c> a line, # begins a comment.</summary>
    public static IEnumerable<string> ReadFile(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string content = (comment >= 0 ? line[..comment] : line).Trim();
            if (content.Length == 0)
                continue;
            if (!content.Contains('=', StringComparison.Ordinal))
                throw new InvalidDataException($"{path} line {number}: got '{content}'; expected key = value.");
            yield return content;
        }
    }

    /// <summary>Applies parameters in order: a later one overrides an earlier one.</summary>
    public static LightGbmParameters Parse(IEnumerable<string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var result = new LightGbmParameters();
        foreach (string parameter in parameters)
        {
            int at = parameter.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new ArgumentException($"'{parameter}' is no key=value parameter.");
            string given = parameter[..at].Trim().TrimStart('-').ToLowerInvariant(), value = parameter[(at + 1)..].Trim().Trim('"');
            result = LightGbmParameterTable.Apply(result, LightGbmParameterTable.NameOf(given), value);
        }
        return result;
    }

    internal LightGbmParameters Ignore(string name) => this with { Ignored = [.. Ignored, name] };

    internal LightGbmParameters With(Func<LambdaRankOptions, LambdaRankOptions> change) => this with { Options = change(Options) };

    internal static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong(name, value, "a whole number");

    internal static double Number(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(name, value, "a number");

    internal static bool Truth(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "+" or "1" => true,
        "false" or "-" or "0" => false,
        _ => throw Wrong(name, value, "true or false"),
    };

    internal static T[] List<T>(string name, string value, Func<string, string, T> parse) =>
        [.. value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(v => parse(name, v))];

    internal static ArgumentException Wrong(string name, string value, string wanted) => new($"Parameter '{name}' is '{value}'; expected {wanted}.");
}
